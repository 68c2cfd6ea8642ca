"""Words of public's templates."""
