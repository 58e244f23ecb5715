"""Tools around the suite: database clusters, templates, server processes, test runs."""
