-- One query per measure of firms.csv, asked of the extract with its truth.
-- Blocks begin with a line `-- measure: name`; `-- prepare` blocks run before those below them.
-- The published shares on furlough are of people of all ages; ours are asked of those from 25 to 34,
-- who are closest to them, and of the younger by themselves.

-- measure: industry_nursing_health
select 100 * avg(cast(Main_Section = 'HUMAN HEALTH AND SOCIAL WORK ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where subject = 'nursing' and Main_Section is not null;

-- measure: industry_medicine_health
select 100 * avg(cast(Main_Section = 'HUMAN HEALTH AND SOCIAL WORK ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where subject = 'medicine' and Main_Section is not null;

-- measure: industry_education_education
select 100 * avg(cast(Main_Section = 'EDUCATION' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where subject = 'education' and Main_Section is not null;

-- measure: industry_computing_ict
select 100 * avg(cast(Main_Section = 'INFORMATION AND COMMUNICATION' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where subject = 'computing' and Main_Section is not null;

-- measure: industry_law_professional
select 100 * avg(cast(Main_Section = 'PROFESSIONAL, SCIENTIFIC AND TECHNICAL ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where subject = 'law' and Main_Section is not null;

-- measure: industry_economics_finance
select 100 * avg(cast(Main_Section = 'FINANCIAL AND INSURANCE ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where subject = 'economics' and Main_Section is not null;

-- measure: industry_engineering_manufacturing
select 100 * avg(cast(Main_Section = 'MANUFACTURING' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where subject = 'engineering' and Main_Section is not null;

-- measure: industry_creative_retail
select 100 * avg(cast(Main_Section = 'WHOLESALE AND RETAIL TRADE - REPAIR OF MOTOR VEHICLES AND MOTORCYCLES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where subject = 'creative arts' and Main_Section is not null;

-- measure: industry_mathematics_finance
select 100 * avg(cast(Main_Section = 'FINANCIAL AND INSURANCE ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where subject = 'mathematics' and Main_Section is not null;

-- measure: section_health_women
select 100 * avg(cast(Main_Section = 'HUMAN HEALTH AND SOCIAL WORK ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where female and Main_Section is not null;

-- measure: section_education_women
select 100 * avg(cast(Main_Section = 'EDUCATION' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where female and Main_Section is not null;

-- measure: section_professional_women
select 100 * avg(cast(Main_Section = 'PROFESSIONAL, SCIENTIFIC AND TECHNICAL ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where female and Main_Section is not null;

-- measure: section_retail_women
select 100 * avg(cast(Main_Section = 'WHOLESALE AND RETAIL TRADE - REPAIR OF MOTOR VEHICLES AND MOTORCYCLES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where female and Main_Section is not null;

-- measure: section_admin_women
select 100 * avg(cast(Main_Section = 'ADMINISTRATIVE AND SUPPORT SERVICE ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where female and Main_Section is not null;

-- measure: section_ict_women
select 100 * avg(cast(Main_Section = 'INFORMATION AND COMMUNICATION' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where female and Main_Section is not null;

-- measure: section_public_women
select 100 * avg(cast(Main_Section = 'PUBLIC ADMINISTRATION AND DEFENCE - COMPULSORY SOCIAL SECURITY' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where female and Main_Section is not null;

-- measure: section_finance_women
select 100 * avg(cast(Main_Section = 'FINANCIAL AND INSURANCE ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where female and Main_Section is not null;

-- measure: section_accommodation_women
select 100 * avg(cast(Main_Section = 'ACCOMMODATION AND FOOD SERVICE ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where female and Main_Section is not null;

-- measure: section_manufacturing_women
select 100 * avg(cast(Main_Section = 'MANUFACTURING' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where female and Main_Section is not null;

-- measure: section_construction_women
select 100 * avg(cast(Main_Section = 'CONSTRUCTION' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where female and Main_Section is not null;

-- measure: section_transport_women
select 100 * avg(cast(Main_Section = 'TRANSPORTATION AND STORAGE' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where female and Main_Section is not null;

-- measure: section_arts_women
select 100 * avg(cast(Main_Section = 'ARTS, ENTERTAINMENT AND RECREATION' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where female and Main_Section is not null;

-- measure: section_health_men
select 100 * avg(cast(Main_Section = 'HUMAN HEALTH AND SOCIAL WORK ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where not female and Main_Section is not null;

-- measure: section_education_men
select 100 * avg(cast(Main_Section = 'EDUCATION' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where not female and Main_Section is not null;

-- measure: section_professional_men
select 100 * avg(cast(Main_Section = 'PROFESSIONAL, SCIENTIFIC AND TECHNICAL ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where not female and Main_Section is not null;

-- measure: section_retail_men
select 100 * avg(cast(Main_Section = 'WHOLESALE AND RETAIL TRADE - REPAIR OF MOTOR VEHICLES AND MOTORCYCLES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where not female and Main_Section is not null;

-- measure: section_admin_men
select 100 * avg(cast(Main_Section = 'ADMINISTRATIVE AND SUPPORT SERVICE ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where not female and Main_Section is not null;

-- measure: section_ict_men
select 100 * avg(cast(Main_Section = 'INFORMATION AND COMMUNICATION' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where not female and Main_Section is not null;

-- measure: section_public_men
select 100 * avg(cast(Main_Section = 'PUBLIC ADMINISTRATION AND DEFENCE - COMPULSORY SOCIAL SECURITY' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where not female and Main_Section is not null;

-- measure: section_finance_men
select 100 * avg(cast(Main_Section = 'FINANCIAL AND INSURANCE ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where not female and Main_Section is not null;

-- measure: section_accommodation_men
select 100 * avg(cast(Main_Section = 'ACCOMMODATION AND FOOD SERVICE ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where not female and Main_Section is not null;

-- measure: section_manufacturing_men
select 100 * avg(cast(Main_Section = 'MANUFACTURING' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where not female and Main_Section is not null;

-- measure: section_construction_men
select 100 * avg(cast(Main_Section = 'CONSTRUCTION' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where not female and Main_Section is not null;

-- measure: section_transport_men
select 100 * avg(cast(Main_Section = 'TRANSPORTATION AND STORAGE' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where not female and Main_Section is not null;

-- measure: section_arts_men
select 100 * avg(cast(Main_Section = 'ARTS, ENTERTAINMENT AND RECREATION' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 3
where not female and Main_Section is not null;

-- measure: five_years_medicine
select 100 * avg(cast(Main_Section = 'HUMAN HEALTH AND SOCIAL WORK ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 5
where subject = 'medicine' and Main_Section is not null;

-- measure: five_years_nursing
select 100 * avg(cast(Main_Section = 'HUMAN HEALTH AND SOCIAL WORK ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 5
where subject = 'nursing' and Main_Section is not null;

-- measure: five_years_education
select 100 * avg(cast(Main_Section = 'EDUCATION' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 5
where subject = 'education' and Main_Section is not null;

-- measure: five_years_law
select 100 * avg(cast(Main_Section = 'PROFESSIONAL, SCIENTIFIC AND TECHNICAL ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 5
where subject = 'law' and Main_Section is not null;

-- measure: five_years_computing
select 100 * avg(cast(Main_Section = 'INFORMATION AND COMMUNICATION' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 5
where subject = 'computing' and Main_Section is not null;

-- measure: five_years_economics
select 100 * avg(cast(Main_Section = 'FINANCIAL AND INSURANCE ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 5
where subject = 'economics' and Main_Section is not null;

-- measure: five_years_engineering
select 100 * avg(cast(Main_Section = 'MANUFACTURING' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 5
where subject = 'engineering' and Main_Section is not null;

-- measure: five_years_creative_arts
select 100 * avg(cast(Main_Section = 'WHOLESALE AND RETAIL TRADE - REPAIR OF MOTOR VEHICLES AND MOTORCYCLES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 5
where subject = 'creative arts' and Main_Section is not null;

-- measure: five_years_mathematics
select 100 * avg(cast(Main_Section = 'FINANCIAL AND INSURANCE ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear // 100 = degree_year + 5
where subject = 'mathematics' and Main_Section is not null;

-- measure: same_section
select 100 * avg(cast(a.Main_Section = b.Main_Section as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings a on a.Edukey = p.edukey and a.TaxYear // 100 = degree_year + 3
join LEO_I2."P2021".leo_earnings b on b.Edukey = p.edukey and b.TaxYear // 100 = degree_year + 5
where a.Main_Section is not null and b.Main_Section is not null;

-- measure: others_retail
select 100 * avg(cast(Main_Section = 'WHOLESALE AND RETAIL TRADE - REPAIR OF MOTOR VEHICLES AND MOTORCYCLES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey
where not degree and TaxYear // 100 between ks4_year + 8 and ks4_year + 12
    and Main_Section is not null;

-- measure: others_health
select 100 * avg(cast(Main_Section = 'HUMAN HEALTH AND SOCIAL WORK ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey
where not degree and TaxYear // 100 between ks4_year + 8 and ks4_year + 12
    and Main_Section is not null;

-- measure: others_accommodation
select 100 * avg(cast(Main_Section = 'ACCOMMODATION AND FOOD SERVICE ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey
where not degree and TaxYear // 100 between ks4_year + 8 and ks4_year + 12
    and Main_Section is not null;

-- measure: others_manufacturing
select 100 * avg(cast(Main_Section = 'MANUFACTURING' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey
where not degree and TaxYear // 100 between ks4_year + 8 and ks4_year + 12
    and Main_Section is not null;

-- measure: others_admin
select 100 * avg(cast(Main_Section = 'ADMINISTRATIVE AND SUPPORT SERVICE ACTIVITIES' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey
where not degree and TaxYear // 100 between ks4_year + 8 and ks4_year + 12
    and Main_Section is not null;

-- measure: others_construction
select 100 * avg(cast(Main_Section = 'CONSTRUCTION' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey
where not degree and TaxYear // 100 between ks4_year + 8 and ks4_year + 12
    and Main_Section is not null;

-- measure: others_education
select 100 * avg(cast(Main_Section = 'EDUCATION' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey
where not degree and TaxYear // 100 between ks4_year + 8 and ks4_year + 12
    and Main_Section is not null;

-- measure: others_transport
select 100 * avg(cast(Main_Section = 'TRANSPORTATION AND STORAGE' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey
where not degree and TaxYear // 100 between ks4_year + 8 and ks4_year + 12
    and Main_Section is not null;

-- measure: furlough_spring
select 100 * avg(cast(a.EDUKEY is not null or coalesce(substr(b.CJRS_DTM_IND, 1, 3) > '000', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year <= 2011;

-- measure: furlough_men
select 100 * avg(cast(a.EDUKEY is not null or coalesce(substr(b.CJRS_DTM_IND, 1, 3) > '000', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year <= 2011 and not female;

-- measure: furlough_women
select 100 * avg(cast(a.EDUKEY is not null or coalesce(substr(b.CJRS_DTM_IND, 1, 3) > '000', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year <= 2011 and female;

-- measure: furlough_accommodation
select 100 * avg(cast(a.EDUKEY is not null or coalesce(substr(b.CJRS_DTM_IND, 1, 3) > '000', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year <= 2011 and r.SECTIONNAME = 'ACCOMMODATION AND FOOD SERVICE ACTIVITIES';

-- measure: furlough_large
select 100 * avg(cast(a.EDUKEY is not null or coalesce(substr(b.CJRS_DTM_IND, 1, 3) > '000', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year <= 2011 and Employees >= 7;

-- measure: furlough_18
select 100 * avg(cast(a.EDUKEY is not null or coalesce(substr(b.CJRS_DTM_IND, 1, 3) > '000', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year between 2012 and 2018;

-- measure: furlough_under_18
select 100 * avg(cast(a.EDUKEY is not null or coalesce(substr(b.CJRS_DTM_IND, 1, 3) > '000', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year >= 2019;

-- measure: furlough_arts
select 100 * avg(cast(a.EDUKEY is not null or coalesce(substr(b.CJRS_DTM_IND, 1, 3) > '000', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year <= 2011 and r.SECTIONNAME = 'ARTS, ENTERTAINMENT AND RECREATION';

-- measure: furlough_construction
select 100 * avg(cast(a.EDUKEY is not null or coalesce(substr(b.CJRS_DTM_IND, 1, 3) > '000', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year <= 2011 and r.SECTIONNAME = 'CONSTRUCTION';

-- measure: furlough_services
select 100 * avg(cast(a.EDUKEY is not null or coalesce(substr(b.CJRS_DTM_IND, 1, 3) > '000', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year <= 2011 and r.SECTIONNAME = 'OTHER SERVICE ACTIVITIES';

-- measure: furlough_retail
select 100 * avg(cast(a.EDUKEY is not null or coalesce(substr(b.CJRS_DTM_IND, 1, 3) > '000', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year <= 2011 and r.SECTIONNAME = 'WHOLESALE AND RETAIL TRADE - REPAIR OF MOTOR VEHICLES AND MOTORCYCLES';

-- measure: furlough_manufacturing
select 100 * avg(cast(a.EDUKEY is not null or coalesce(substr(b.CJRS_DTM_IND, 1, 3) > '000', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year <= 2011 and r.SECTIONNAME = 'MANUFACTURING';

-- measure: furlough_admin
select 100 * avg(cast(a.EDUKEY is not null or coalesce(substr(b.CJRS_DTM_IND, 1, 3) > '000', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year <= 2011 and r.SECTIONNAME = 'ADMINISTRATIVE AND SUPPORT SERVICE ACTIVITIES';

-- measure: furlough_professional
select 100 * avg(cast(a.EDUKEY is not null or coalesce(substr(b.CJRS_DTM_IND, 1, 3) > '000', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year <= 2011 and r.SECTIONNAME = 'PROFESSIONAL, SCIENTIFIC AND TECHNICAL ACTIVITIES';

-- measure: furlough_ict
select 100 * avg(cast(a.EDUKEY is not null or coalesce(substr(b.CJRS_DTM_IND, 1, 3) > '000', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year <= 2011 and r.SECTIONNAME = 'INFORMATION AND COMMUNICATION';

-- measure: furlough_finance
select 100 * avg(cast(a.EDUKEY is not null or coalesce(substr(b.CJRS_DTM_IND, 1, 3) > '000', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year <= 2011 and r.SECTIONNAME = 'FINANCIAL AND INSURANCE ACTIVITIES';

-- measure: furlough_education
select 100 * avg(cast(a.EDUKEY is not null or coalesce(substr(b.CJRS_DTM_IND, 1, 3) > '000', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year <= 2011 and r.SECTIONNAME = 'EDUCATION';

-- measure: furlough_health
select 100 * avg(cast(a.EDUKEY is not null or coalesce(substr(b.CJRS_DTM_IND, 1, 3) > '000', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year <= 2011 and r.SECTIONNAME = 'HUMAN HEALTH AND SOCIAL WORK ACTIVITIES';

-- measure: furlough_public
select 100 * avg(cast(a.EDUKEY is not null or coalesce(substr(b.CJRS_DTM_IND, 1, 3) > '000', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year <= 2011 and r.SECTIONNAME = 'PUBLIC ADMINISTRATION AND DEFENCE - COMPULSORY SOCIAL SECURITY';

-- measure: furlough_november
select 100 * avg(cast(coalesce(substr(b.CJRS_EOM_IND, 8, 1) = '1', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year <= 2011;

-- measure: furlough_january
select 100 * avg(cast(coalesce(substr(b.CJRS_EOM_IND, 10, 1) = '1', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = 201920
join LEO_I2."P2021".idbr_lookup r on r.ENTKEY = main_enterprise and r.SourceYear = '2020'
left join LEO_I2."P2021".leo_cjrs a on a.EDUKEY = p.edukey and a.TAXYEAR = 201920
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where in_work_in_march_2020 and ks4_year <= 2011;

-- measure: furlough_january_accommodation
select 100 * avg(cast(coalesce(substr(b.CJRS_EOM_IND, 10, 1) = '1', false) as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and ks4_year <= 2011 and TaxYear = 202021 and Num_Employments = 1
join LEO_I2."P2021".leo_employment s on s.EduKey = p.edukey
    and StartDate < '2020-10-30' and EndDate > '2021-01-31'
left join LEO_I2."P2021".leo_cjrs b on b.EDUKEY = p.edukey and b.TAXYEAR = 202021
where main_enterprise_linked_section = 'ACCOMMODATION AND FOOD SERVICE ACTIVITIES';

-- measure: firm_variance
select 100 * var_pop(firm_effect) / var_pop(
    case when degree then log_pay_with_degree else log_pay_without_degree end)
from TRUTH."P2021".people join LEO_I2."P2021".leo_earnings using (edukey) where TaxYear = outcome_tax_year;
