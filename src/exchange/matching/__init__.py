"""Matching: which organisations, persons and lessons are most worth it, and why. Values in, values out."""

from exchange.matching.evaluation import Evaluation, MethodResult, evaluate
from exchange.matching.exposure import Exposure, Infeasible, Standing
from exchange.matching.learning import LearnedWeights, WeightLearner
from exchange.matching.lesson import LessonMatch, LessonProfile
from exchange.matching.lesson_recommender import LessonRecommender
from exchange.matching.listed import ListedPeer, OpenRequests, PeerList, Rules, StepBack
from exchange.matching.listing import make_list, make_lists
from exchange.matching.meeting_rules import AcrossIcbs, Exclusion, Participant, SameSupplier, Within
from exchange.matching.outcomes import Impression, Outcome
from exchange.matching.pairing import PairingPlanner, Plan
from exchange.matching.peer import Peer, Reason
from exchange.matching.person import PersonMatch, PersonProfile
from exchange.matching.person_recommender import PersonRecommender, UnknownPerson
from exchange.matching.profile import Deployment, Profile, Stage
from exchange.matching.reading import InvalidFile, read_profiles
from exchange.matching.reciprocity import Reciprocity
from exchange.matching.recommender import PeerRecommender
from exchange.matching.records import Record
from exchange.matching.roll import UnknownOrganisation
from exchange.matching.rounds import Round, RoundPlanner
from exchange.matching.saving import dumps, load, loads, save
from exchange.matching.weight_history import WeightHistory, account_of
from exchange.matching.weights import (
    DEFAULT_WEIGHTS,
    FACTORS,
    PERSON_FACTORS,
    PERSON_WEIGHTS,
    SAME_AGENDA,
    UnknownWeight,
)

__all__ = [
    "DEFAULT_WEIGHTS",
    "FACTORS",
    "PERSON_FACTORS",
    "PERSON_WEIGHTS",
    "SAME_AGENDA",
    "AcrossIcbs",
    "Deployment",
    "Evaluation",
    "Exclusion",
    "Exposure",
    "Impression",
    "Infeasible",
    "InvalidFile",
    "LearnedWeights",
    "LessonMatch",
    "LessonProfile",
    "LessonRecommender",
    "ListedPeer",
    "MethodResult",
    "OpenRequests",
    "Outcome",
    "PairingPlanner",
    "Participant",
    "Peer",
    "PeerList",
    "PeerRecommender",
    "PersonMatch",
    "PersonProfile",
    "PersonRecommender",
    "Plan",
    "Profile",
    "Reason",
    "Reciprocity",
    "Record",
    "Round",
    "RoundPlanner",
    "Rules",
    "SameSupplier",
    "Stage",
    "Standing",
    "StepBack",
    "UnknownOrganisation",
    "UnknownPerson",
    "UnknownWeight",
    "WeightHistory",
    "WeightLearner",
    "Within",
    "account_of",
    "dumps",
    "evaluate",
    "load",
    "loads",
    "make_list",
    "make_lists",
    "read_profiles",
    "save",
]
