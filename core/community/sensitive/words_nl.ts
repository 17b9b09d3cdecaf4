import type { SensitiveWords } from "./words.ts";

/** Dutch. */
export const dutch: SensitiveWords = {
  politics: `
    politiek*, politic*, partij, partijen, partijlid, pvv*, pvv stemmer, vvd*, d66*, cda*, pvda*, groenlinks*,
    glpvda, socialistische partij, forum voor democratie, fvd, ja21, bij1, christenunie, partij voor de dieren,
    pvdd, n va, nva, vlaams belang, open vld, cd v, cdenv, gemeenteraad*, gemeenteraadslid, raadslid*, wethouder*,
    burgemeester*, statenlid*, tweede kamer*, eerste kamer*, kamerlid*, kamerleden, europarlement*, minister*,
    staatssecretaris, kabinet*, regering*, verkiezing*, stemmer*, kiezer*, peiling*, lijsttrekker*, kandidaat*,
    wilders, baudet, rutte*, omtzigt, klaver, extreemrechts, extreemlinks, linkse, rechtse, liberaal, liberale,
    conservatie*, sociaaldemocra*, communis*, marxis*, anarchis*, antifa*, antifascis*, fascis*, activis*,
    activist*, klimaatactivis*, feminis*, nationalis*, patriot*, nederland eerst, nexit, monarchist*, republikein*,
    boerenprotest, vlaamsgezind*, links georienteerd, linkse politiek, rechtse politiek, socialisme, socialistisch*,
    partij van, stem op, fractievoorzitter*, petitie*, referendum*, raadsvergadering, statenverkiez*, partijbestuur,
    jovd, rood jongeren, jonge democraten, boeren in verzet, actiegroep, klimaatmars, extinction, flamingant*`,
  faith: `
    christen*, christelijk*, christus, jezus, god, gods, god is, kerk, kerken, kerkelijk*, kerkdienst*, kerkkoor,
    dominee*, predikant*, voorganger*, pastoor*, priester*, diaken*, bisschop*, klooster*, monnik*, parochie*,
    katholi*, rooms katholiek, protestant*, hervormd*, gereformeerd*, pkn, evangelisch*, pinkstergemeente, baptist*,
    jehova*, jehovah*, bijbel*, bijbels*, evangelie, psalm*, gebed*, bidden, genade, geloof, gelovig*, geloven in,
    heilige geest, aanbidding, theolog*, catechese, belijdenis, moslim*, moslima*, islam*, islamit*, koran, moskee*,
    ramadan, imam, hijab, hoofddoek*, jood, joden, joods*, jodendom, rabbijn*, synagog*, sjoel, sjabbat, koosjer,
    boeddhis*, hindoe*, hindoes*, atheis*, agnost*, humanis*, humanist*, religie*, religieus*, spiritueel*,
    ongelovig*, ietsist*, zondagsschool, eid mubarak, eid, suikerfeest, offerfeest, hadj, doop, belijden, vormsel,
    bedevaart, pelgrim*, paus, vaticaan, jezuiet*, franciscan*, heilig*, de heer, gezegend, zegen, dankbaar aan god,
    psalmen, ouderling*, bar mitswa, pesach, chanoeka, poerim`,
  health: `
    ziek, zieke, ziekte*, chronisch ziek*, chronisch*, kanker*, borstkanker*, tumor*, leukemie, chemo*, diabet*,
    suikerziekte, type 1, depress*, depressie*, angststoornis*, angst en, paniekaanval*, stoornis*, eetstoornis*,
    anorexia*, boulimia*, bulimia*, borderline*, bipolair*, schizo*, psychos*, psychisch*, ggz, trauma*, ptss, burn
    out, burnout*, suicid*, zelfmoord, autis*, autist*, asperger*, adhd, neurodiver*, dyslexi*, hoogbegaafd*,
    multiple sclerose, ms patient*, parkinson*, alzheimer*, dementie, epilep*, reuma*, fibromyalg*, endometriose,
    lupus, crohn*, colitis, coeliak*, astma*, taaislijm*, migraine*, verslaafd*, verslaving*, alcoholist*, nuchter
    sinds, clean sinds, rolstoel*, gehandicapt*, handicap*, beperking*, doof, slechthorend*, blind, slechtziend*,
    dwarslaesie*, hiv, aids, ivf, onvruchtbaar*, kinderwens, miskra*, overgang, transplant*, dialyse, beroerte, long
    covid, me cvs, lotgenoten, obes*, overgewicht, in herstel van, in herstel, insuline*, insulinepomp, artrose,
    psoriasis, eczeem, schildklier*, hashimoto, sjogren, tinnitus, narcolep*, prothese*, geamputeer*, gebaren*,
    mantelzorg*, stilgeboren, sterrenkind*, postpartum, medicatie, antidepress*, fobie*, syndroom, niertransplant*,
    dialyse*, ehlers*, patiente, patienten, dovengemeenschap, dove mensen`,
  sexuality: `
    homo, homo s, homos, homoseksu*, homofiel, gay*, lesbi*, lesbisch*, biseksu*, trans, transgender*, transvrouw*,
    transman*, trans vrouw*, trans man, transseksu*, non binair*, nonbinair*, genderqueer, hen hun, hen hen, die
    hun, queer*, lhbt*, lhbti*, lgbt*, coc, roze zaterdag, roze in, pride, canal pride, regenbooggezin*,
    regenboogvlag, drag, drag queen*, dragqueen*, intersek*, intersex*, aseks*, panseks*, polyam*, flikker*, bdsm,
    fetisj*, swinger*, seksualiteit, seksueel, bi en trots, verliefd op een vrouw, verliefd op een man, mijn man en
    ik, twee moeders, twee mama s, twee vaders, twee papa s, regenboog*, uit de kast, coming out, aroace, polyamor*,
    drag king, butch, meerouder*`,
  union: `
    vakbond*, vakbonds*, vakbondsman, vakbondslid, vakbeweging, fnv*, cnv*, vcp, abvv*, aclvb, nu 91, nu91,
    kaderlid*, kaderleden, staking*, staken, staakt, stakers, stakingspost, ondernemingsraad*, medezeggenschap*,
    arbeidersbeweging, arbeidersklasse, staking in, staking bij, in staking, stakingen, vakbonden, betere cao, or
    lid, or leden, loonstrijd, looneis, estafettestaking, hoger loon, bondslid, bondsleden, stem van werknemers,
    werknemersraad, sociaal plan, cao akkoord, cao onderhandelingen, nieuwe cao, cao voor, cao onderhandelaar`,
  ethnicity: `
    zwarte vrouwen, zwarte vrouw, zwarte mannen, zwarte mensen, zwarte gemeenschap, surinaam*, surinamer*,
    surinaams*, hindostaan*, hindoestaan*, creool*, javaans surinaams*, antilliaan*, antilliaanse, curacaoenaar*,
    arubaan*, marokkaan*, marokkaans*, turkse nederland*, turks nederland*, nederturk*, turkse gemeenschap, molukk*,
    molukker*, indos, indische nederlander*, papoea*, chinese nederland*, chinees nederland*, joods*, joden, joodse,
    sinti, woonwagen*, zigeuner*, koerd*, koerdisch*, armeens*, armeen*, assyri*, berber*, amazigh*, riffijn*,
    migrant*, migratieachtergrond, migratie achtergrond, biculture*, bicultureel, vluchteling*, asiel*,
    statushouder*, diaspora*, racis*, antiracis*, discriminat*, etnisch*, etniciteit, minderhe*, inheems*,
    dubbelbloed, halfbloed, ghanees*, ghanese, kaapverd*, eritrees*, afghaans*, syrisch*, indo nederlander*, roma
    en, en roma, somalisch*, afro nederland*, afrosurina*, creolen, creools*, half curacaos, curacaos*,
    antilliaans*, arubaans*, surinamse, half surinaams*, half marokkaans*, half turks*, half indonesisch*, keti
    koti, slavernijverleden, marron, papiaments, somalier*, ethiop*, iraans*, bi cultureel`,
  harmless: `
    kreeft ascendant, kerkstraat, kerkplein, linksback, rechtsback, linksbuiten, rechtsbuiten, zwarte koffie, zwart
    wit, zwarte thee, zwarte woud, unie van utrecht, groene vingers`,
};
