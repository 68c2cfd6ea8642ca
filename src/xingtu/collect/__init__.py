"""The world becomes raw material becomes facts: clones, histories, hosts, feeds."""
