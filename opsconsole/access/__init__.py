"""Who may do what: accounts, roles, PIN, sign-in, permissions (SEC-5)."""
