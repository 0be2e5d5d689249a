"""Inventing people, their lives and the records that administrations keep of them.

The parts, in the order in which the data flow through them::

    numbers/         every number of the model, with unit, meaning and source
    streams          random draws that depend on (seed, name, index) and on nothing else
    model            people and their lives in the large: what is true
    domains/         each domain of life in full, and what its collections hold, troubles included
    linkage/, keys   two identity files and the match between them: who is found under which key
    records          all domains together, for a block of people
    writer           records -> the views of the dictionary -> Parquet files and a manifest

The synthesis emits *variables*; the dictionary alone says in which view each one stands, under
which name, of which type and in which order. The synthesis knows no lesson.
"""
