import type { SensitiveWords } from "./words.ts";

/** Italian. */
export const italian: SensitiveWords = {
  politics: `
    politic*, politica, politico, partito, partiti, partito democratico, lega, lega nord, leghist*, salvin*,
    fratelli d italia, fratelli italia, meloni*, melonian*, forza italia, berluscon*, movimento 5 stelle, m5s,
    grillin*, pentastell*, conte premier, renz*, italia viva, casapound, forza nuova, rifondazione, potere al
    popolo, verdi europei, centrodestra, centrosinistra, estrema destra, prima gli italiani, consigliere comunale,
    consigliera comunale, consigliere regionale, assessor*, sindaco*, sindaca*, deputat*, senator*, senatrice,
    ministr*, onorevole, parlament*, governo*, camera dei deputati, elezion*, elettor*, elettoral*, votare, voto,
    vota, candidat*, sondaggi*, militant*, attivis*, antifascis*, fascis*, antifa*, partigian*, anpi, comunis*,
    marxis*, anarch*, anticapital*, liberale, liberali, conservator*, progressis*, patriot*, sovranis*, nazionalis*,
    monarchic*, repubblican*, femminis*, centro sociale, centri sociali, indipendentis*, no tav, notav, europeist*,
    democrazia, di destra, di sinistra, la sinistra, la destra, socialista*, socialismo, socialisti, tesserato,
    tesserata, segretario di circolo, circolo pd, referendum*, io firmo, raccolta firme, 25 aprile, antimafia,
    giustizia sociale, capogruppo, giunta*, consiglio comunale, europee, gruppo consiliare`,
  faith: `
    cattolic*, cristian*, cristo, gesu, dio, signore gesu, maria vergine, chiesa, chiese, parrocchi*, parroco,
    prete, preti, don luigi, sacerdot*, vescov*, suora, suore, frate, frati, monac*, seminarist*, catechis*,
    diocesi, messa, messe, preghier*, pregare, prego per, vangelo, bibbia, biblic*, salmo, salmi, evangelic*,
    protestant*, valdes*, pentecostal*, ortodoss*, testimone di geova, testimoni di geova, geova, pastore
    evangelico, culto, fede, la fede, di fede, spirito santo, oratorio parrocchiale, comunione e liberazione, opus
    dei, azione cattolica, musulman*, islam*, islamic*, corano, moschea*, ramadan, imam, velo islamico, ebreo,
    ebrea, ebrei, ebraic*, ebraismo, rabbin*, sinagog*, torah, shabbat, buddis*, buddhis*, induis*, indu, ateo,
    atea, atei, ateis*, agnostic*, laico, laicita, uaar, sbattezz*, religio*, credente*, credenti, teolog*, devot*,
    la madonna, madonna di, don e parroco, chierichett*, medjugorje, lourdes, papa francesco, vaticano, cresima,
    battesimo, diacono*, gesuit*, francescan*, salesian*, scout agesci, agesci, il signore, sura, hajj, hanukkah,
    pesach, bar mitzvah, eid, coro parrocchiale, oratorio, il rosario, santo rosario, pellegrinaggi*, pellegrino a,
    pellegrina a`,
  health: `
    malat*, malattia*, malattie, malattia cronica, malattia rara, malattie rare, cancro*, tumor*, leucemi*,
    linfoma*, chemio*, remissione, sopravvissut*, diabet*, tipo 1, sclerosi*, sla, parkinson*, alzheimer*, demenza,
    epiles*, fibromialg*, endometrios*, vulvodinia, lupus, artrit*, crohn*, colite, celiac*, asma, fibrosi cistica,
    emicrani*, autis*, autistic*, asperger*, adhd, disless*, neurodiver*, neurodivergent*, depress*, depressione,
    ansia, ansios*, attacchi di panico, bipolar*, disturb*, schizofren*, psichiatr*, borderline, anoress*, bulimi*,
    suicid*, salute mentale, sobri*, alcolis*, alcolist*, dipendenz*, tossicodip*, in recupero, disabil*,
    disabilita, carrozzina, sedia a rotelle, invalid*, sordo, sorda, sordi, cieco, ciechi, ipovedent*, paraplegic*,
    tetraplegic*, hiv, aids, sieropositiv*, infertil*, pma, fivet, aborto spontaneo, menopausa, trapiant*, dialisi,
    ictus, long covid, obes*, dolore cronico, malati cronici, dsa e adhd, disturbi alimentari, insulina,
    microinfusore*, glicemia, cronica, cronico, cronici, reumat*, psoriasi, dermatit*, tiroide*, hashimoto, sjogren,
    ehlers*, acufen*, narcoless*, stomi*, protesi, amputat*, lis lingua, lutto perinatale, post partum,
    antidepress*, fobi*, autolesion*, donator* di organi, pazienti oncolog*`,
  sexuality: `
    gay*, lesbic*, lesbica, omosessual*, omogenitor*, bisessual*, trans, transessual*, transgender*, donna trans,
    uomo trans, non binari*, nonbinar*, queer*, lgbt*, lgbtq*, intersex*, intersessual*, asessual*, aromantic*,
    pansessual*, poliam*, pride, arcigay*, arcilesbica, famiglie arcobaleno, orgoglio gay, drag, drag queen*,
    dragqueen*, unioni civili, ddl zan, due papa, due mamme, bdsm, fetish*, feticis*, scambis*, sessualit*,
    sessual*, frocia*, frocio*, favolosit*, mio marito ed io, mia moglie ed io, mio marito e io, lella, lelle,
    coming out, aroace, poliamor*, drag king, butch`,
  union: `
    sindacat*, sindacal*, sindacalis*, sindacalist*, cgil*, cisl*, fiom*, fim cisl, cobas, si cobas, ugl, snals,
    anief, delegat* sindacale, delegato sindacale, delegata sindacale, rsu, sciopero*, scioperi, scioperant*,
    sciopero generale, picchett*, contratto collettivo, contrattazione, classe operaia, operai*, lotta di classe,
    patronato, uil scuola, sindacato uil, usb lavoro, assemblea lavorator*, vertenza, vertenze, stato di agitazione,
    lavoratori in lotta, in lotta, segreteria provinciale, nidil, flc, filcams, filcams cgil, fisascat, filt cgil`,
  ethnicity: `
    afroitalian*, afrodiscendent*, donne nere, donna nera, uomini neri, persone nere, comunita nera, neri italiani,
    italo marocchin*, italomarocchin*, italo senegal*, seconda generazione, seconde generazioni, nuovi italiani,
    migrant*, immigrat*, rifugiat*, richiedenti asilo, diaspor*, eritre*, etiop*, senegales*, nigerian*, marocchin*,
    albanes*, rumen*, romen*, arbereshe, sard* indipend*, sinti, rom e sinti, romanes, zingar*, ebraic*, ebrei,
    ebreo, ebrea, comunita ebraica, curd*, berber*, cinesi d italia, sinoitalian*, razzis*, antirazzis*,
    razzializzat*, etnia*, etnie, minoranz*, indigen*, nativi americani, capelli afro, rom e, e rom, comunita rom,
    afroeuropa, italo egizian*, italo alban*, italo cin*, armeni, armena, armeno, arabi, araba, arabo, genitori
    peruviani, figlia di immigrati, figlio di immigrati, figli di immigrati, popolo romani, peruvian* in italia,
    ecuadorian*, filippin*, bangladesi, cingales*, egizian*, tunisin*, brasilian* in italia, ghanes*, somal*,
    capelli ricci e, sardi, griko, doppia cultura, due culture`,
  harmless: `
    cancro ascendente, segno cancro, partita di, via della chiesa, piazza della chiesa, destra sinistra, sinistra
    destra, destro naturale, bianco e nero, caffe nero, tartufo nero, cronaca nera, cinghiale nero, nero d avola,
    unione sportiva, lega calcio, serie a lega`,
};
