import type { SensitiveWords } from "./words.ts";

/** French. */
export const french: SensitiveWords = {
  politics: `
    politique*, politicien*, militant*, elu, elus, maire, mairie de, depute*, deputee, senateur*, senatrice,
    ministre*, conseill* municip*, conseiller municipal, conseillere municipale, conseiller regional, conseiller
    departemental, municipales, legislatives, presidentielle*, europeennes, election*, electoral*, electeur*,
    candidat*, vote, voter, parti socialiste, parti communiste, parti, les republicains, republicain*, rassemblement
    national, front national, insoumis*, france insoumise, eelv, ecologiste*, ecolo*, pcf, npa, renaissance,
    macron*, macroniste*, melenchon*, marine le pen, le pen, zemmour*, reconquete, sarkozy*, hollande, bardella,
    gauchiste*, extreme droite, extreme gauche, droitard*, de gauche, de droite, centriste*, communis*, marxis*,
    trotsk*, anarch*, anticapitalis*, antifa*, antifascis*, fascis*, nationalis*, patriote*, souverainiste*,
    identitaire*, royaliste*, monarchiste*, bonapartiste, gaulliste*, liberal, liberaux, conservateur*,
    progressiste*, feminis*, activis*, gilets jaunes, gilet jaune, zadiste*, independantis*, frexit, republique,
    assemblee nationale, senat, quebec libre, parti quebecois, caq, engage a gauche, citoyen engage, nupes, nfp, la
    gauche, la droite, gauche radicale, droite forte, socialiste*, socialisme, suppleant*, circonscription*,
    giscardien*, chiraquien*, mitterrandien*, reforme des retraites, contre la reforme, dans la rue, manifs,
    manifestant*, referendum*, assesseur, adjoint au maire, adjointe au maire, collectivite, colistier*, ric,
    altermondialis*, decroissant*, technopolitique`,
  faith: `
    catho*, catholique*, chretien*, chretienne, protestant*, evangel*, orthodoxe*, eglise*, paroisse*, pretre*,
    abbe, diocese*, eveque*, moine*, religieuse, messe*, priere*, prier, prions, ma foi, la foi, de foi, foi et, et
    foi, en la foi, foi chretienne, louange*, jesus, christ, dieu, seigneur jesus, saint esprit, bible*, biblique*,
    evangile*, psaume*, pasteur*, pastorale, pelerin*, aumoner*, bapteme, careme, chapelet*, vierge marie, temoin de
    jehovah, temoins de jehovah, adventiste*, musulman*, islam*, islamique*, coran*, mosquee*, hijab*, voile
    islamique, allah, hamdoulil*, hamdoulilah, inchallah, macha allah, mouslim*, ramadan, oumma, sunna, hadith*,
    imam*, halal, juif, juifs, juive, juives, judaisme, rabbin*, synagogue*, torah, shabbat, chabbat, casher,
    cacher, bouddh*, bouddhis*, zen dojo, dojo zen, dharma, hindou*, athee*, athe, athees, laicard*, laicite,
    laique, agnosti*, religio*, religieux, croyant*, spiritualite, theolog*, sermon, predicat*, scientolog*, franc
    macon*, enfant de choeur, diacre*, scout d europe, scouts d europe, talmud, chabbath, kippour, pessah, hanouka,
    bar mitzvah, bat mitzvah, hajj, omra, dua, couvent, monaster*, abbaye, benedictin*, jesuite*, franciscain*,
    pape, vatican, lourdes, medjugorje, compostelle, pelerinage, beni, benie, seigneur, sauveur, chorale
    paroissiale, catechisme, catechiste, aumonerie, mecreant*, apostat*`,
  health: `
    malade*, maladie*, maladies chroniques, chronique douleur, douleurs chroniques, cancer*, tumeur*, leucemie*,
    chimio*, remission, diabet*, diabetique*, type 1, dt1, sclerose en plaques, parkinson*, alzheimer*, epilep*,
    fibromyalg*, endometriose*, endogirl, sopk, lupus, crohn*, mici, rectocolite, asthm*, mucoviscidose, autis*,
    asperger*, tdah, neuroatyp*, neurodiver*, dyslex*, dyspra*, haut potentiel, depress*, depression, anxi*,
    anxiete, bipolaire*, schizo*, borderline, psychiatr*, psychose, tca, anorex*, boulim*, burn out, burnout,
    suicid*, addict*, alcool*, alcoolique*, abstinent*, sevrage, toxicoman*, handicap*, fauteuil roulant, en
    fauteuil, paraplegi*, tetraplegi*, sourd, sourde, malentendant*, aveugle*, malvoyant*, invalid*, vih, sida,
    seropo*, pma, fiv, infertil*, fausse couche*, fausses couches, menopause, greffe*, dialyse, avc, covid long,
    sante mentale, survivante, rescapee, obes*, em sfc, troubles du, trouble du, troubles de, trouble bipolaire,
    troubles bipolaires, troubles alimentaires, trouble anxieux, trouble borderline, insuline, pompe a insuline,
    glycemie, rhumatism*, polyarthrite, spondylarthrite, migraine*, psoriasis, eczema, acouphene*, thyroide,
    hashimoto, narcoleps*, hypersomn*, sjogren, ehlers*, insuffisance renale, dialyse*, don d organe, prothese*,
    amput*, lsf, langue des signes, aidant*, fausse couche, deuil perinatal, pmaiste, post partum, medicament*,
    antidepress*, hopital psychiatrique, phobie*, emetophob*, polyhandicap*, trisomi*, brca, patients, patient
    expert, patiente experte`,
  sexuality: `
    gay*, lesbien*, gouine*, homos, homosexuel*, homoparent*, bisexuel*, trans, transgenre*, transsexuel*, femme
    trans, homme trans, transidentit*, non binaire*, nonbinaire*, iel, il lui, elle iel, queer*, lgbt*, lgbtqia*,
    intersex*, asexuel*, aromantiq*, pansexuel*, polyamour*, marche des fiertes, fierte*, fiertes, pride, drag
    queen*, dragqueen*, drag, drag king*, le marais gay, pede, pedes, pedale queer, mariage pour tous, deux papas,
    deux mamans, arc en ciel lgbt, bdsm, fetich*, libertin*, echangis*, sexualite*, sexuel*, homo et, homo fier, ma
    femme et moi, amoureuse de ma femme, mon mari et moi deux, butch, camionneuse, coming out, sorti du placard,
    sortie du placard, mammec*, aroace, polycule, lesbo*, inverti*, mariage gay`,
  union: `
    syndical*, syndicaliste*, cgt, cfdt, cftc, cfe cgc, force ouvriere, unsa, sud rail, sud ptt, sud education,
    solidaires, fsu, snes*, snuipp, snalc, ftq, fgtb, delegue syndical, delegue du personnel, en greve, greve,
    greves, greviste*, piquet de greve, piquet, caisse de greve, caisse de solidarite, prud homm*, prudhom*,
    convention collective, lutte des classes, classe ouvriere, cheminot*, luttes sociales, syndicat, syndicats,
    syndicaux, syndique*, syndicalis*, union departementale, union syndicale, section fsu, snes fsu, debrayage*,
    rapport de force, intersyndical*, bourse du travail, ag des, comite social, cse, elus du personnel, en lutte,
    salaries en lutte, gilet syndical`,
  ethnicity: `
    afro*, afrodescendant*, afropeen*, afrofemin*, femmes noires, femme noire, hommes noirs, communaute noire, black
    love, antillais*, guadeloupeen*, martiniquais*, reunionnais*, guyanais*, creole*, kreol, kabyle*, amazigh*,
    berber*, chaoui*, maghreb*, maghrebin*, algerien*, franco alger*, francoalger*, franco marocain*, franco
    tunisien*, franco senegal*, beur, beurs, beurette*, rebeu*, arabe, arabes, africain*, senegalais*, malien*,
    congolais*, camerounais*, comorien*, ivoirien*, haitien*, juif, juive, juifs, juives, sefarad*, ashkenaz*, gens
    du voyage, gitan*, manouche*, tsigane*, tzigane*, yeniche*, diaspora*, immigr*, migrant*, refugie*, sans
    papiers, racis*, racise*, racisee*, antiracis*, ethni*, metis, metisse*, premieres nations, autochtone*, inuit*,
    atikamekw, mohawk, hurons wendat, kanak*, tahitien*, kurde*, armenien*, asiatique*, asiodescendant*, vietnamien*
    de france, cheveux crepus, crepus, harki*, pied noir, pieds noirs, issu de l immigration, minorite*, personnes
    noires, noir et fier, noire et fiere, noires et, innu, innus, innue, nation innu, nation crie, rom et, roms et,
    communaute rom, les roms, harkis, fille de harkis, deux cultures, double culture, bi culturel*, biculturel*, ne
    a dakar, guineen*, beninois*, togolais*, burkinabe, mauricien*, malgache*, vietnamien*, cambodgien*, laotien*,
    chinois* de france, portugais* de france, touareg*, peul*, wolof*, soninke*, bambara, bamileke*, cheveux afro,
    cheveux textures, cheveux naturels, nappy, occitan`,
  harmless: `
    cancer ascendant, signe cancer, cafe noir, the noir, chocolat noir, rue de l eglise, place de l eglise, rue de
    eglise, parti a, parti a l aventure, parti pour, gauche droite, droite du terrain, droite gauche, union
    bordeaux, il etait une fois, roman noir, romans noirs, film noir, films noirs, noir et blanc, messe basse, fete,
    en rouge et noir`,
};
