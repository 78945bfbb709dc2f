"""Every table: whatever walks over all of them, or follows what one refers to, must have them known."""

import exchange.deployments.models
import exchange.home.models
import exchange.lessons.documents
import exchange.lessons.models
import exchange.mail.models
import exchange.network.models
import exchange.organisations.models
import exchange.peers.models
import exchange.people.models
import exchange.plumbing.audit
import exchange.plumbing.changes
import exchange.plumbing.limits
import exchange.plumbing.signing
import exchange.privacy.models
import exchange.search.models
import exchange.signing_in.models
import exchange.succession.models
import exchange.technologies.models  # noqa: F401  (each import registers its tables)
