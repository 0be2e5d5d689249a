"""Identities, what two administrations hold of them, and the match between the two files.

``names`` and ``places`` make names, postcodes and numbers; ``identity`` gives people theirs;
``held`` says what education and the customer system hold, mistakes included; ``match`` runs the
staged match from which the lookup of LEO_I2 results.
"""
