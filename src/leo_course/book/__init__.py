"""The book: its order, the pages made for it, the build and the checks of what was built.

`contents` reads the order of the lessons; `pages` makes the dictionary, exercise and status pages;
`build` runs Jupyter Book; `checks` looks at what came out.
"""
