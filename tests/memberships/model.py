"""Who belongs where and who leads what, told a second time: plain sets and none of the product's code."""

from exchange.plumbing.errors import Conflict, Invalid, NotAllowed, NotFound

LEAD, NETWORK, ADMIN = "knowledge lead", "network leader", "administrator"


class Model:
    """People and places are names. Every method does what somebody tried, or raises why they may not."""

    def __init__(self, people, networks, *, administrator):
        self.people = people
        self.networks = networks  # the organisations of each
        self.last = {}  # the newest place of a person: organisation and state
        self.leads, self.claims = set(), set()  # person and organisation
        self.leaders = set()  # person and network
        self.administrators = {administrator}
        self.off = set()
        self.successors = {}  # of each closed organisation
        self.participating = set()

    # What is so

    def place(self, person):
        """The organisation that has confirmed them, or None."""
        organisation, state = self.last.get(person, (None, None))
        return organisation if state == "approved" else None

    def wanted(self, person):
        """The organisation that they have asked to join, or None."""
        organisation, state = self.last.get(person, (None, None))
        return organisation if state == "asked" else None

    def rights(self, person):
        """The roles, the organisation and the networks of somebody; None when they cannot sign in."""
        if person in self.off:
            return None
        roles = {"member of staff" if self.place(person) else "newcomer"}
        if any(each == person for each, _ in self.leads):
            roles.add(LEAD)
        if any(each == person for each, _ in self.leaders):
            roles.add(NETWORK)
        if person in self.administrators:
            roles.add(ADMIN)
        return roles, self.place(person), {name for each, name in self.leaders if each == person}

    def leads_in_force(self, organisation):
        return {each for each, place in self.leads if place == organisation and each not in self.off}

    def leaders_over(self, organisation):
        return {each for each, name in self.leaders if organisation in self.networks[name]}

    def deciders(self, organisation):
        """Who hears that somebody asks."""
        leads = self.leads_in_force(organisation)
        return leads or (self.leaders_over(organisation) | self.administrators) - self.off

    def decides(self, actor, asker, organisation):
        if actor in self.administrators:
            return True
        if actor == asker:
            return False
        is_needed = not self.leads_in_force(organisation)
        return (actor, organisation) in self.leads or (is_needed and actor in self.leaders_over(organisation))

    def open_requests(self):
        joins = {("join", person, place) for person, (place, state) in self.last.items() if state == "asked"}
        return joins | {("claim", *claim) for claim in self.claims}

    def requests(self, actor):
        """What the actor finds to decide; None when they have no such page."""
        if not self.rights(actor)[0] & {LEAD, NETWORK, ADMIN}:
            return None
        return {
            (kind, person, place)
            for kind, person, place in self.open_requests()
            if self.decides(actor, person, place) and person not in self.off and place not in self.successors
        }

    def open_duties(self):
        return (
            {(LEAD, *each, "held") for each in self.leads}
            | {(LEAD, *each, "asked") for each in self.claims}
            | {(NETWORK, *each, "held") for each in self.leaders}
            | {(ADMIN, each, None, "held") for each in self.administrators}
        )

    def successor_of(self, organisation):
        """The open organisation that took over in the end."""
        seen = set()
        while organisation in self.successors and organisation not in seen:
            seen.add(organisation)
            organisation = self.successors[organisation]
        return organisation if seen and organisation not in self.successors else None

    def is_last_administrator(self, person):
        return self.administrators - self.off == {person}

    # What people do

    def ask(self, actor, organisation, successor=None):
        if organisation in self.successors or organisation in (self.place(actor), self.wanted(actor)):
            raise Invalid("", field="")
        if self.place(actor) or self.wanted(actor):
            self._check_leaves(actor, successor)
            self._leave(actor, successor)
        self.last[actor] = (organisation, "asked")

    def leave(self, actor, successor=None):
        if not (self.place(actor) or self.wanted(actor)):
            raise NotFound
        self._check_leaves(actor, successor)
        self._leave(actor, successor)

    def _check_leaves(self, actor, successor):
        place = self.place(actor)
        if successor is not None:
            can_take_over = (
                successor != actor and successor not in self.off and self.place(successor) == place
            )
            if place is None or (actor, place) not in self.leads or not can_take_over:
                raise Invalid("", field="")
        if place and self.is_last_administrator(actor):
            raise Conflict

    def _leave(self, person, successor=None):
        organisation, state = self.last[person]
        self.last[person] = (organisation, "ended")
        self.claims.discard((person, organisation))
        if state == "asked":
            return
        if successor is not None:
            self._appoint(successor, organisation)
        self.leads = {each for each in self.leads if each[0] != person}
        self.claims = {each for each in self.claims if each[0] != person}
        self.leaders = {each for each in self.leaders if each[0] != person}
        self.administrators.discard(person)

    def _appoint(self, person, organisation):
        self.claims.discard((person, organisation))
        self.leads.add((person, organisation))
        if organisation not in self.successors:
            self.participating.add(organisation)

    def _check_decides(self, actor, asker, organisation, *, is_open, approves):
        if actor != asker and not self.decides(actor, asker, organisation):
            raise NotFound
        if actor == asker and actor not in self.administrators:
            raise NotAllowed
        if not is_open or (approves and (organisation in self.successors or asker in self.off)):
            raise Conflict

    def decide_join(self, actor, asker, *, approves):
        organisation, state = self.last[asker]
        self._check_decides(actor, asker, organisation, is_open=state == "asked", approves=approves)
        self.last[asker] = (organisation, "approved" if approves else "refused")
        if not approves:
            self.claims.discard((asker, organisation))

    def decide_claim(self, actor, asker, organisation, *, is_open, approves):
        self._check_decides(actor, asker, organisation, is_open=is_open, approves=approves)
        self.claims.discard((asker, organisation))
        if approves:
            self.last[asker] = (organisation, "approved")
            self._appoint(asker, organisation)

    def claim(self, actor, organisation):
        if organisation not in (self.place(actor), self.wanted(actor)):
            raise NotAllowed
        if organisation in self.successors or (actor, organisation) in self.leads | self.claims:
            raise Conflict
        self.claims.add((actor, organisation))

    def _check_keeps(self, actor, organisation, person):
        if (actor, organisation) not in self.leads and actor not in self.administrators:
            raise NotAllowed
        if self.last[person][1] in ("asked", "refused"):
            raise NotFound

    def name_lead(self, actor, person):
        organisation, state = self.last[person]
        self._check_keeps(actor, organisation, person)
        cannot = state == "ended" or (person, organisation) in self.leads or person in self.off
        if cannot or organisation in self.successors:
            raise Conflict
        self._appoint(person, organisation)

    def end_membership(self, actor, person):
        organisation, state = self.last[person]
        self._check_keeps(actor, organisation, person)
        if actor == person or state == "ended":
            raise Conflict
        has_duty = bool(self.rights_when_on(person) & {LEAD, NETWORK, ADMIN})
        if has_duty and actor not in self.administrators:
            raise NotAllowed
        self._leave(person)

    def rights_when_on(self, person):
        is_off = person in self.off
        self.off.discard(person)
        roles = self.rights(person)[0]
        if is_off:
            self.off.add(person)
        return roles

    def grant_network_leader(self, actor, person, network):
        self._check_administers(actor)
        if person in self.off or not self.place(person) or (person, network) in self.leaders:
            raise Conflict
        self.leaders.add((person, network))

    def grant_administrator(self, actor, person):
        self._check_administers(actor)
        if person in self.off or person in self.administrators:
            raise Conflict
        self.administrators.add(person)

    def _check_administers(self, actor):
        if actor not in self.administrators:
            raise NotAllowed

    def end_duty(self, actor, kind, person, where, *, is_open):
        if actor != person and actor not in self.administrators:
            raise NotFound
        if not is_open or (kind == ADMIN and self.is_last_administrator(person)):
            raise Conflict
        if kind == ADMIN:
            self.administrators.discard(person)
        for duties in (self.leads, self.claims) if kind == LEAD else (self.leaders,):
            duties.discard((person, where))

    def disable(self, actor, person):
        self._check_administers(actor)
        if actor == person:
            raise NotAllowed
        if person in self.off:
            raise Conflict
        self.off.add(person)

    def enable(self, actor, person):
        self._check_administers(actor)
        if person not in self.off:
            raise Conflict
        self.off.discard(person)

    def close(self, organisation, successor):
        self.successors[organisation] = successor
        self.participating.discard(organisation)
