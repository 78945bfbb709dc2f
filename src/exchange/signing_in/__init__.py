"""How people prove who they are: link and code, OpenID, passkeys, and the sessions that follow."""
