import type { SensitiveWords } from "./words.ts";

/** English, and names and signs that are the same in all languages. */
export const english: SensitiveWords = {
  politics: `
    politic*, conservative*, conservatism, tory, tories, labour, labour party, republican*, gop, maga, marxis*,
    marxism, leninist*, anarch*, libertarian*, liberal, liberals, progressive left, leftis*, left wing, leftwing,
    right wing, rightwing, far right, far left, alt right, centrist*, antifa*, fascis*, nationalis*, patriot,
    patriots, patriotic, populis*, monarchis*, feminis*, antifeminist*, abolitionist*, activis*, parliament*,
    congressman, congresswoman, congress, senator*, senate, mp for, member of parliament, minister, shadow minister,
    councillor*, councilor*, council candidate, city council, governor*, president of the republic, election*,
    electoral, vote, votes, voter*, voting, ballot*, campaign*, candidate for, running for, donate to the campaign,
    geopolitic*, green party, ukip, snp, lib dem*, libdem*, plaid cymru, sinn fein, dup, reform uk, brexit*,
    remainer*, rejoin eu, pro eu, anti eu, biden*, obama, bernie, corbyn*, america first, make america, 2nd
    amendment, second amendment, 2a, gun rights, taxation is theft, abolish ice, abolish police, defund, blm, black
    lives matter, climate justice, social justice, trade justice, climate strike, extinction rebellion,
    theresistance, prochoice, pro choice, palestine, freepalestine, zionis*, antizionis*, slava ukraini, separatis*,
    secession*, independence party, unionist*, loyalist*, jacobin, civil rights, human rights, voting rights,
    capitalism, anticapitalis*, anti capitalis*, imperialis*, anarcho*, tankie*, woke, anti woke, antiwoke, deep
    state, political, partisan*, caucus, statehouse, propaganda, ✊, ☭, trump, trump2024, trumpis*, mayor of, lord
    mayor, deputy mayor, democrat, democrats, democratic party, democratic socialist*, socialist*, socialism,
    communist*, communism, tenants union, green new deal, left politics, political activist, pollster*, lobbyist*,
    lobbying, canvasser*, canvassing, westminster, whitehall, capitol hill, statehood, constituency, constituent*,
    referendum*, manifesto, eat the rich, tax the rich, demonstrator*, grassroots organi*, party member, party
    chair, hustings, think tank, oligarch*, regime change, dissident*`,
  faith: `
    god, child of god, son of god, jesus, christ, christianity, chapel, parish*, cathedral, gospel*, bible*,
    biblical, scripture*, psalm*, proverbs, philippians, john 3 16, corinthians, romans 8, jeremiah 29, isaiah,
    prayer*, pray, prays, praying, praise, worship*, ministry, ministries, preach*, priest*, deacon*, vicar*,
    clergy, bishop*, nun, monk, missionar*, evangel*, disciple*, apostol*, pentecost*, baptis*, methodist*,
    presbyterian*, lutheran*, anglican*, episcopal*, adventist*, orthodox christian, greek orthodox, mormon*,
    exmormon*, ex mormon, lds, latter day, jehovah*, quaker*, mennonite*, amish, rosary, saved by grace, grace and
    truth, born again, sinner saved, blessed and highly favored, faith*, holy spirit, holy, sermon*, theolog*,
    seminary, christening, muslim*, muslimah, islam*, allah, alhamdulillah, hamdulillah, inshallah, mashallah,
    bismillah, quran*, koran, hadith*, sunnah, sunni*, shia, shiite*, ramadan, eid, hijab*, imam*, mosque*, masjid,
    ummah, deen, halal, sufi*, ahmadiyya*, jewish, judaism, torah, talmud, synagogue*, shul, shabbat, shabbos,
    kosher, hasidic, chabad, orthodox jew*, hindu*, hinduism, krishna, shiva, bhakti, bhajan*, mandir, vedic,
    vedanta, ganesha, sanatan*, sikh*, waheguru, gurdwara, guru nanak, turban*, khalsa, buddhis*, buddha, dharma,
    sangha, zen center, zen priest, jain, jainism, bahai, taoist*, pagan*, wicca*, witchcraft, heathen, druid*,
    satanis*, atheis*, agnostic*, humanist*, godless, secular humanist, ex muslim, exmuslim, exvangelical,
    deconstruct*, religio*, spiritual director, pro life, prolife, scientolog*, rastafar*, ✝, ☪, ✡, 🕉, ☸, ⛪, 🕌, 🕍,
    🛕, ☦, 🛐, 📿, church, churches, churchgoer*, pastor, pastors, christian, christians, christian mom, christian dad,
    lord and savior, my savior, amen, the lord, my shepherd, reverend*, chaplain*, sunday school, choir church, bat
    mitzvah, bar mitzvah, mitzvah, challah, hanukkah, chanukah, passover, pesach, purim, yom kippur, rosh hashanah,
    hafiz, hafiza, hajj, umrah, salah, dua, tawheed, dawah, confirmation class, st francis, pilgrim*, convent,
    monastery, abbey, abbot, sacrament*, eucharist, vatican, pope, puja, diwali, navratri, gita, ashram, vipassana,
    kirtan, ex catholic, ex evangelical, heretic*, believer*, salvation, redeemed, anointed, yahweh, yeshua,
    messianic, rabbi, rabbis, rabbin*, catholic, catholics, catholicism`,
  health: `
    diabet*, t1d, cancer*, tumour*, tumor*, leukemia, leukaemia, lymphoma, chemo, chemotherapy, remission, survivor,
    adhd, autis*, autistic, asperger*, aspie, neurodiver*, neurodivergent, dyslexi*, dyspraxi*, tourette*, depress*,
    anxiety, mental illness, mental health, mentally ill, bipolar, schizo*, psychosis, ptsd, cptsd, ocd, bpd,
    borderline personality, trauma survivor, suicid*, self harm, eating disorder*, anorexi*, bulimi*, sober,
    sobriety, recovering, in recovery, recovery, alcoholic*, addict, addiction*, aa meeting*, narcotics anonymous,
    twelve step, 12 step, rehab*, chronic illness*, chronically ill, chronic pain, spoonie*, eds, ehlers*, pots
    syndrome, fibro, fibromyalgia, lupus, arthrit*, hiv, hiv positive, aids, undetectable, poz, ivf, infertil*,
    fertility, ttc, miscarriage*, endometriosis, endo warrior, pcos, menopaus*, multiple sclerosis, ms warrior,
    parkinson*, alzheimer*, dementia, epilep*, stroke survivor, wheelchair*, disab*, paraplegi*, quadriplegi*,
    amputee*, deaf, blind, visually impaired, hearing loss, crohn*, colitis, ibd, ibs, ostomy, celiac, coeliac,
    cystic fibrosis, sickle cell, asthma*, transplant*, dialysis, kidney disease, heart disease, heart failure, long
    covid, longcovid, me cfs, mecfs, cfs, obesity, obese, in therapy, insomnia, down syndrome, cerebral palsy,
    antivax*, vaccine injur*, anemi*, migraine*, psoriasis, eczema, hepatitis, syndrome, disorder*, illness*,
    disease*, ♿, 🎗, type 1, type one diabet*, insulin*, glucose, flare up, stage iv, stage 4, metastatic, oncolog*
    patient, donor recipient, kidney donor, liver donor, on meds, medicated, antidepress*, ssri, lithium, psych
    ward, panic attack*, self injury, rheumat*, hashimoto*, gastroparesis, mcas, dysautonomia, narcoleps*, sjogren*,
    scleroderma, neuropath*, vertigo, tinnitus, stammer*, stutter*, prosthetic*, limb loss, cochlear, sign language,
    service dog, bereaved, stillbirth, postpartum, ppd, perimenopaus*, hysterectomy, mastectomy, previvor, brca,
    hypochondri*, allergy mum, anaphyla*, ventilator, feeding tube, patients, patient advocate, patient advocacy,
    cancer patient`,
  sexuality: `
    gay, gays, lesbian*, lesbo, bisexual*, homosexual*, lgbt*, lgbtq*, lgbtqia*, lgbtqi, glbt, queer*, trans,
    transgender*, transsexual*, transwoman, transman, trans woman, trans man, trans rights, trans masc, transmasc,
    transfem*, trans femme, mtf, ftm, hrt, nonbinary, non binary, enby, genderqueer, genderfluid, gender fluid,
    agender, two spirit, intersex, asexual*, aromantic*, pansexual*, demisexual*, polyam*, kink*, bdsm, fetish*,
    leather daddy, dominatrix, drag queen*, drag king*, drag artist, drag show*, drag, pride, pride month, gaypride,
    rainbow famil*, same sex, gay dad*, gay mom*, sapphic, wlw, mlm lover, achillean, dyke*, butch, femme lesbian,
    twink*, gaymer*, homo, homos, homoerotic, they them, she they, he they, they he, they she, xe xem, bi girl, bi
    guy, bi pride, swinger*, onlyfans, nsfw, sex work*, sexual*, lgb, terf*, gender critical, straight pride, 🏳️‍🌈,
    🏳️‍⚧️, ⚢, ⚣, ⚧, bisexual, poly and, two moms, two dads, two husbands, two wives, out and proud, came out, coming
    out, top surgery, bottom surgery, testosterone hrt, estrogen, transition timeline, transitioning, aroace, ace
    spectrum, boys love boys, mlm, nblw, throuple, ethical non monogamy, enm, polycule, wife and wife, husband and
    husband, stonewall, chosen family, ballroom vogue, leatherman, bear community, bi visibility, t4t`,
  union: `
    trade union*, labor union*, labour union*, unions, unionis*, unioniz*, union member*, union strong, union rep*,
    union organi*, shop steward*, teamster*, unison, unite the union, gmb, rmt, aslef, ucu, nasuwt, neu member, afl
    cio, aflcio, ibew, uaw, seiu, afscme, cwa, nea member, usw, uawd, iww, wobbly, wobblies, on strike, strike,
    strikes, striking, general strike, picket*, picket line, collective bargain*, collective agreement, bargaining
    unit, solidarity forever, workers united, workers rights, worker rights, working class, organised labour,
    organized labor, industrial action, right to work, union busting, union, steward of the union, union solidarity,
    dues paid, cwu, unison branch, branch secretary, local union, organizing workers, workers organizing, worker
    power, walkout*, walked out, wildcat, lockout, bargaining, right to strike, labor organiz*, labor organis*,
    labor movement, labour movement, union hall, apprentice local, posties, equity union, nuj, nujp, wga, sag aftra,
    sagaftra, gmb union, pcs union, fbu, nurses united, workers council, works council`,
  ethnicity: `
    black women, black woman, black man, black men, black girl*, black boy*, black history, black excellence, black
    people, black community, black love, black power, black and proud, black lives, black culture, black artist*,
    black creator*, black founder*, black british, black american*, black feminis*, black queer, black trans, black
    mom*, black dad*, blacktivis*, blackgirl*, blackowned, melanin*, poc, bipoc, bame, people of color, people of
    colour, woman of color, women of color, women of colour, african american*, africanamerican, afro, afrocentric,
    afro latin*, afrolatin*, afro caribbean, pan african*, nigerian american, ghanaian, caribbean diaspora, latina,
    latino, latinas, latinos, latinx, chicana, chicano, chicanx, hispanic*, tejano, boricua, mexican american, cuban
    american, native american*, american indian*, indigenous, first nations, first nation, inuit, metis, ojibwe,
    anishinaab*, navajo, lakota, cherokee*, choctaw, apache tribe, tribal, tribe member, aboriginal, torres strait,
    maori, pasifika, hawaiian native, kanaka, asian american*, aapi, asian, asians, desi, south asian, east asian,
    chinese american*, korean american*, japanese american*, filipino*, filipina, filipinx, pinoy, pinay, hmong,
    indian american*, british pakistani*, british asian*, british indian*, british bangladeshi*, pakistani*,
    punjabi, bengali, romani, gypsy, gypsies, irish traveller*, sinti, yiddish, ashkenazi*, sephardi*, mizrahi,
    jewish, kurd, kurds, kurdish, kurdistan, armenian*, assyrian*, uyghur*, rohingya, yazidi*, palestinian*, arab,
    arabs, berber*, amazigh, tatar*, chechen*, diaspora*, mixed race, biracial, multiracial, interracial, white
    pride, white power, white nationalis*, ethnic*, ethnicity, race relations, racial*, racis*, antiracis*,
    immigrant*, refugee*, asylum seeker*, migrant*, second generation, first gen american, daughter of immigrants,
    heritage society, creole, gullah, ✊🏿, ✊🏾, vietnamese american*, viet kieu, tamil diaspora, tamil eelam, roma
    and, and roma, roma communit*, roma people, traveller communit*, traveler communit*, cree nation, plains cree,
    swampy cree, black owned, black and, yoruba, igbo, hausa, akan, zulu, xhosa, somali*, ethiopian*, eritrean*,
    trinidadian*, ghanaian*, windrush, brown girl*, brown people, brown and proud, rez life, rezzed, powwow, pow
    wow, beadwork native, ndn, tribal citizen, enrolled member, half korean, half japanese, half chinese, half
    black, half asian, half filipin*, hapa, third culture kid*, hyphenated american, lebanese american, iranian
    american, persian american, turkish diaspora, pacific islander*, samoan*, tongan*, taino, guyanese, gujarati,
    sri lankan, malayali, telugu, ainu, welsh speaker, gaeltacht, sami people, saami`,
  harmless: `
    union jack, western union, credit union, student union, students union, rugby union, state of the union,
    european union cup, health food, party all, house party, dance party, party all night, tea party set, pool
    party, birthday party, third party, search party, labour of love, labor of love, black coffee, black tea, black
    metal, black mountain, black forest, black belt, black friday, black cat, black cats, black and white, black
    ops, black garlic, black powder, black pepper, church street, church road, church lane, temple run, gospel
    truth, cult film*, cult classic*, cult movie*, cult tv, lucky strike, strike zone, bowling strike, mass effect,
    critical mass, mass transit, angel investor*, green thumb*, green tea, green living, pride and prejudice,
    rainbow trout, rainbow six, straight talk, trans siberian, trans am, trans europe, trans continental, republic
    of gamers, democratic pricing, banana republic, soul mates, ad campaign*, ad campaigns, marketing campaign*,
    right back, left back, left footed, latin dance, latin music, latin jazz, indian food, indian takeaway, indian
    restaurant, indian ocean, chinese takeaway, conservative estimate*, liberal arts, st pauli, sober october, bible
    of, sneaker bible, native speaker*, native plant*, native app*, indigenous plant*, mission control, mission
    statement, react native, native english, first nation bank, drag race car, drag racing, drag strip, bi weekly,
    bi monthly, public speaker, keynote speaker, speaker of, asian food, asian cuisine, asian fusion, asian market,
    african violet*, mixed media, strike a pose, counter strike, new england patriots, patriots nation, developer
    evangelist, tech evangelist, brand evangelist, cristiano ronaldo, afrobeat*, afro beat*, afro house, afrohouse,
    afro dance, afro fusion, afro latin jazz, afro cuban jazz, cancer sun, cancer moon, cancer rising, cancer
    zodiac, temple university, political science fiction, union square, union station, union street, church bells
    pub, student unions, evangelion, afrojack`,
};
