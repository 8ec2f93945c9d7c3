"""The only place that knows a database: Django models, migrations, and the stores that implement the ports."""
