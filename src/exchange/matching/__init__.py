"""Matching: which organisations are most worth talking to, and why. Values in, values out."""

from exchange.matching.evaluation import Evaluation, MethodResult, evaluate
from exchange.matching.index import UnknownOrganisation
from exchange.matching.peer import Peer, Reason
from exchange.matching.profile import Deployment, Profile, Stage
from exchange.matching.reading import InvalidFile, read_profiles
from exchange.matching.recommender import PeerRecommender
from exchange.matching.weights import DEFAULT_WEIGHTS, FACTORS, UnknownWeight

__all__ = [
    "DEFAULT_WEIGHTS",
    "FACTORS",
    "Deployment",
    "Evaluation",
    "InvalidFile",
    "MethodResult",
    "Peer",
    "PeerRecommender",
    "Profile",
    "Reason",
    "Stage",
    "UnknownOrganisation",
    "UnknownWeight",
    "evaluate",
    "read_profiles",
]
