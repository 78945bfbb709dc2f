"""Matching: which organisations and persons are most worth talking to, and why. Values in, values out."""

from exchange.matching.evaluation import Evaluation, MethodResult, evaluate
from exchange.matching.index import UnknownOrganisation
from exchange.matching.peer import Peer, Reason
from exchange.matching.person import PersonMatch, PersonProfile
from exchange.matching.person_recommender import PersonRecommender, UnknownPerson
from exchange.matching.profile import Deployment, Profile, Stage
from exchange.matching.reading import InvalidFile, read_profiles
from exchange.matching.recommender import PeerRecommender
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
    "Deployment",
    "Evaluation",
    "InvalidFile",
    "MethodResult",
    "Peer",
    "PeerRecommender",
    "PersonMatch",
    "PersonProfile",
    "PersonRecommender",
    "Profile",
    "Reason",
    "Stage",
    "UnknownOrganisation",
    "UnknownPerson",
    "UnknownWeight",
    "evaluate",
    "read_profiles",
]
