"""Tables of public: none; what everybody sees is read from register and evidence."""
