-- One query per measure of identities.csv, asked of the extract with its truth.
-- Blocks begin with a line `-- measure: name`; `-- prepare` blocks run before those below them.

-- measure: surname_differs_women
select 100 * (
    select avg((e.surname <> d.surname)::int) from TRUTH."P2021".people p join LINKAGE_LAB."P2021".education_identities e using (ae_id) join LINKAGE_LAB."P2021".dwp_identities d using (edukey) where female and ks4_year <= 2009
);

-- measure: surname_differs_men
select 100 * (
    select avg((e.surname <> d.surname)::int) from TRUTH."P2021".people p join LINKAGE_LAB."P2021".education_identities e using (ae_id) join LINKAGE_LAB."P2021".dwp_identities d using (edukey) where not female and ks4_year <= 2009
);

-- measure: forename_differs
select 100 * (
    select avg((e.forename <> d.forename)::int) from TRUTH."P2021".people p join LINKAGE_LAB."P2021".education_identities e using (ae_id) join LINKAGE_LAB."P2021".dwp_identities d using (edukey)
);

-- measure: postcode_differs
select 100 * (
    select avg((e.postcode <> d.postcode)::int) from TRUTH."P2021".people p join LINKAGE_LAB."P2021".education_identities e using (ae_id) join LINKAGE_LAB."P2021".dwp_identities d using (edukey) where ks4_year <= 2009
);

-- measure: linked_early
select 100 * (
    select avg(linked::int) from TRUTH."P2021".people where ks4_year <= 2003
);

-- measure: linked_late
select 100 * (
    select avg(linked::int) from TRUTH."P2021".people where ks4_year >= 2019
);

-- measure: twins
select 100 * (
    select avg((twin is not null)::int) from TRUTH."P2021".identities
);

-- measure: linked_right
select 100 * (
    select (select count(distinct person) from (select * from TRUTH."P2021".links where source = 'EDUKEY') where "right")
    / count(*) from TRUTH."P2021".people
);

-- measure: linked_wrong
select 100 * (
    select avg((not "right")::int) from (select * from TRUTH."P2021".links where source = 'EDUKEY')
);
