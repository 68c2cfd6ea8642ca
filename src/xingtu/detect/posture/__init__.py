"""How safely is a project run, as far as its own tree and history show? Follows the checks of OpenSSF Scorecard."""
