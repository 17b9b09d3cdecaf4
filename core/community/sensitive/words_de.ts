import type { SensitiveWords } from "./words.ts";

/** German. */
export const german: SensitiveWords = {
  politics: `
    spd, cdu, csu, afd, afdler, fdp, bsw, die linke, bundnis 90, grunen, grune jugend, jusos, junge union, julis,
    npd, piratenpartei, volt deutschland, spo, ovp, fpo, neos, sp schweiz, partei, parteien, parteimitglied,
    parteitag, ortsverband, ortsverein, kreisverband, kreistag*, stadtrat*, gemeinderat*, stadtverordnet*, landtag*,
    bundestag*, bundesrat, nationalrat*, abgeordnet*, mdep, burgermeister*, oberburgermeister*, kommunalpolit*,
    politik*, politisch*, klimapolitik, wahl, wahlen, wahlkampf*, wahler, wahlerin*, landtagswahl*, bundestagswahl*,
    europawahl*, kandidat*, spitzenkandidat*, ampel, ampelaus, merkel*, scholz, merz, weidel, strache, kickl,
    linksradikal*, linksextrem*, rechtsextrem*, rechtsradikal*, rechtskonservativ*, linksliberal*, links grun*,
    linksgrun*, antifa*, antifaschis*, faschis*, nazi*, patriot*, heimatliebe, heimat zuerst, querdenk*, identitar*,
    konservativ*, liberale*, liberal, sozialdemokrat*, kommunis*, marxis*, anarchis*, kapitalismuskritik*, feminis*,
    aktivis*, klimaaktivis*, fridays for future, letzte generation, kein mensch ist illegal, fckafd, fcknzs,
    demokrat*, europaer aus uberzeugung, monarchist*, reichsburger*, umweltpolit*, innenpolit*, aussenpolit*,
    regierung*, opposition, volksbegehren, burgerinitiative, die grunen, grune partei, linksjugend, linke politik,
    sozialist*, sozialismus, antikapitalis*, mdb fur, mdl fur, juso, unterbezirk, ratsfrau, ratsherr, ratsmitglied,
    mahnwache*, demos gegen, fraktion*, fraktionsvorsitz*, wahlkreis*, wahlhelfer*, mandat, parteilos*,
    volksentscheid, steuern senken, tierrecht*, massentierhaltung, kapitalismus, antimilitar*, friedensbewegung,
    letzte gen, ende gelande`,
  faith: `
    christen, christin, christlich*, christus, jesus, jesu, gott, gottes, gottesdienst*, gottvertrauen, glaubig*,
    glauben an, kirche, kirchen, kirchlich*, kirchengemeinde*, kirchenaustritt, freikirch*, landeskirche, pfarr*,
    pastor*, priester*, diakon*, bischof*, bistum, kloster*, nonne, monch, ministrant*, messdiener*, katholi*,
    evangeli*, protestant*, lutherisch*, reformiert*, orthodox*, gebet*, beten, bete, bibel*, bibelvers*,
    evangelium, lobpreis, heiliger geist, predigt*, theolog*, konfirmand*, konfirmation, kommunion, rosenkranz,
    wallfahrt*, zeugen jehovas, moslem*, muslim*, muslima*, islam*, koran, moschee*, freitagsgebet, ramadan, imam,
    allah, kopftuch*, hijab, juden, judin, judisch*, judentum, synagog*, thora, schabbat, koscher, buddhis*,
    buddhistisch*, hindu*, hinduis*, atheis*, agnostik*, konfessionslos*, humanist*, religio*, seelsorg*,
    missionar*, gemeindehaus, frommig*, fromm, im glauben, christ und, christ aus, uberzeugter christ, bin christ,
    christ, gottes sohn, der herr, mein hirte, kuster, mesner, kommunionkind, erstkommunion, firmung, taufe,
    taufpate, kantor, kirchenchor, kirchenmusik*, posaunenchor, hidschab, umma, hadsch, fastenmonat, chanukka,
    pessach, bar mizwa, bat mizwa, ordensschwester, benediktin*, franziskan*, jesuit*, papst, vatikan, pilger*,
    jakobsweg, segen, gesegnet, heilig*, erloser, gottlos, ungläubig*, unglaubig*, esoter*, anthroposoph*, rabbiner,
    rabbinerin`,
  health: `
    krank, kranke, krankheit*, chronisch krank*, chronisch*, erkrank*, krebs, brustkrebs*, hautkrebs, darmkrebs,
    krebskrank*, tumor*, leukamie, chemo*, diabet*, typ 1, typ1, zuckerkrank*, depress*, angststor*, angsterkrank*,
    panikattack*, essstorung*, magersucht*, magersuchtig*, bulimi*, borderline*, bipolar*, schizo*, psychose*,
    psychisch*, psychiatri*, trauma*, ptbs, burnout*, adhs*, ads, autis*, asperger*, autistisch*, neurodiver*,
    legasthen*, multiple sklerose, multipler sklerose, ms erkrank*, parkinson*, alzheimer*, demenz*, epilep*,
    rheuma*, fibromyalg*, endometrio*, lipodem*, hashimoto*, morbus*, colitis, zoliakie, alkoholiker*, trockener
    alkohol*, sucht, suchtkrank*, entzug, clean seit, nuchtern seit, trocken seit, hiv, aids, kinderwunsch*,
    fehlgeburt*, sternenkind*, unfruchtbar*, rollstuhl*, rolli*, behinder*, schwerbehind*, inklusion, gehorlos*,
    blind, sehbehind*, querschnitt*, selbsthilfe*, me cfs, mecfs, long covid, postcovid, post covid, organspend*,
    transplant*, dialyse, schlaganfall*, stoma*, mukoviszidose, betroffene*, wechseljahr*, ubergewicht*, adipos*,
    insulin*, insulinpumpe, arthritis, arthrose, migran*, schuppenflechte, neurodermitis, asthma*, copd, herzfehler,
    herzkrank*, nierenkrank*, leberkrank*, schlafapnoe, narkolep*, tinnitus, schilddruse*, sternenmama,
    sternenkinder, sterneneltern, fehlgeburten, therapie seit, klinikaufenthalt, tagesklinik, erwerbsunfahig*,
    pflegegrad, pflegende*, gebarden*, gebardensprach*, prothese*, amputiert*, brca, patientin, patienten*`,
  sexuality: `
    schwul*, lesb*, homosexuell*, homosexual*, bisexuell*, queer*, queerfemin*, trans, transfrau*, transmann*,
    transgender*, transident*, transsexuell*, nichtbinar*, nicht binar*, enby, intergeschlecht*, intersex*,
    asexuell*, aromant*, pansexuell*, polyam*, lgbt*, lsbt*, csd, christopher street day, regenbogenfamilie*,
    regenbogenfahne, pride, dragqueen*, drag queen*, drag, keine pronomen, pronomen, gleichgeschlecht*, ehe fur
    alle, homoehe, fetisch*, bdsm, sexualitat, sexuell*, kinky, swinger*, bi und, bi pride, zwei mamas, zwei papas,
    zwei vater, zwei mutter, ehemann und ehemann, coming out, geoutet, dyke*, lederkerl*, mannerpaar, frauenpaar,
    frauenliebend*, mannerliebend*, hormontherapie, geschlechtsangleich*, selbstbestimmungsgesetz`,
  union: `
    gewerkschaft*, gewerkschafter*, dgb, ogb, igm, ig metall, igmetall, ig bau, ig bce, igbce, ver di, verdi jugend,
    gdl, evg, ngg, gew, unia, betriebsrat*, betriebsrate, personalrat*, vertrauensfrau, vertrauensleute,
    mitbestimm*, tarif*, tarifvertrag*, tarifverhandl*, tarifrunde*, arbeitskampf, streik, streiks, streikt,
    streikend*, warnstreik*, generalstreik, streikposten, arbeiterbewegung, arbeitnehmervertret*, jav,
    vertrauensmann, arbeitnehmerkammer, arbeiterkammer, ausstand, urabstimmung, tarifbindung, tariflohn,
    arbeitskampfe, wir sind mehr wert, lohnkampf, lohnrunde, jugendvertret*, schwerbehindertenvertret*,
    personalrate, gdp, marburger bund, verdianer*, metaller*, arbeiterklasse, klassenkampf`,
  ethnicity: `
    afrodeutsch*, schwarze menschen, schwarze frauen, schwarze deutsche, schwarze community, schwarz und, people of
    color, bipoc, poc, afro*, deutschturk*, turkisch deutsch, deutsch turkisch, deutschturkin*, gastarbeiter*,
    vertragsarbeiter*, migrationshintergrund, migrant*, migranti*, migrationsgeschichte, einwander*, gefluchtet*,
    gefluchtete, fluchtling*, asyl*, sinti, romnja, sorbisch*, kurd*, kurdisch*, alevit*, jezid*, eziden, esid*,
    judisch*, juden, judin, russlanddeutsch*, spataussiedler*, aussiedler*, donauschwab*, sudetendeutsch*,
    deutschland iran*, diaspora, vietdeutsch*, asiatisch deutsch, rassis*, antirassis*, ethnisch*, minderheit*,
    indigen*, armenisch*, tscherkess*, afghanisch*, syrisch*, kanak*, postmigrant*, araber*, albaner*, volksgruppe,
    danische minderheit, friesisch*, sorben, sorbe, sorbin, sinti und roma, roma und, asiatisch gelesen, viet
    deutsche, jude, halb nigerian*, nigerianer*, ghanaer*, turkin, tuerkisch*, almanca, almanci, deutschkurd*,
    deutschpol*, deutschruss*, roma jugend, sintez*, sintiz*, jenisch*, black and german, koreaner*, iraner*,
    araberin, marokkan*, tunesier*, bosnier*, kosovo*, serbisch*, kroatisch*, sudtirol*, donauschwaben, zwei
    kulturen, dritte generation, zweite generation, schwarzsein, schwarze perspektive*, exil, exilant*`,
  harmless: `
    krebs aszendent, sternzeichen krebs, schwarzer tee, schwarzer kaffee, schwarz weiss, schwarzwald, christkindl*,
    christkind, christbaum*, christstollen, kirchheim, union berlin, grune wiese, gruner daumen, grune daumen, grune
    sosse, links zum, rechts aussen, rechtsaussen, linksaussen, rechtsanwalt*, linksverteidiger, trans alp,
    transalp, wahlheimat, wahlberliner*, wahlhamburger*, krebs steinbock, krebse, flusskrebs*, messe munchen, christ
    bootsbau`,
};
