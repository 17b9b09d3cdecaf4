import type { SensitiveWords } from "./words.ts";

/** Spanish. */
export const spanish: SensitiveWords = {
  politics: `
    politic*, politica, politico, militante*, afiliado al partido, votante*, votar, voto, elecciones, electoral*,
    candidat*, alcald*, alcaldia, concejal*, diputad*, senador*, senadora*, ministr*, presidente de la republica,
    gobierno*, gobernador*, congreso, parlament*, ayuntamiento, partido popular, partido socialista, psoe, unidas
    podemos, ciudadanos cs, izquierda unida, pce, junts, bildu, pnv, bng, compromis, mas pais, prd, 4t, amlo*,
    obrador*, amlover, pejezombie, sheinbaum*, peronis*, peronista, kirchner*, macris*, milei*, libertari*, evita,
    justicialis*, radicales ucr, ucr, uribis*, petris*, petro presidente, chavis*, madurista, castris*, correis*,
    correista*, anticorre*, fujimor*, pinochet*, boric*, derecha, derechas, derechista*, ultraderecha, extrema
    derecha, facha*, feminis*, antifemi*, antifasc*, antifa*, fascis*, comunis*, marxis*, leninis*, anarquis*,
    anarco*, liberal, liberales, liberalismo, conservador*, progre, progres, progresista*, nacionalis*, patriot*,
    espana primero, viva espana, arriba espana, independentis*, republica catalana, indepe*, republican*,
    monarquic*, soberanis*, carlista*, activis*, revolucion*, zapatista*, ezln, antiimperial*, anticapital*,
    anticomunis*, democracia, democrata*, abascal, ayuso, sanchez dimision, puigdemont, vox espana, voto vox, rojo
    y, roja y, rojos y, roja de, rojo de, partido politico, partido de la, afiliad* al partido, morenista*, somos
    morena, socialista*, socialismo, companera peron*, de izquierda, de izquierdas, de derecha, de derechas,
    apoderad* de mesa, regidor*, regidora, viva fidel, che guevara, sandinis*, consulta popular, referendum*, paro
    nacional, activista, dictadura, memoria democratica, memoria historica, estallido, plurinacional, lucha social,
    justicia social, okupa*, ley de amnistia, unionista*, constitucionalista*, izquierda, izquierdas, izquierdista*`,
  faith: `
    dios, de dios, hija de dios, hijo de dios, cristian*, cristo, jesucristo, jesus te, con jesus, jesus, senor
    jesus, catolic*, evangelic*, evangelio, protestante*, pentecostal*, bautista*, adventista*, testigo de jehova,
    testigos de jehova, jehova, mormon*, iglesia*, parroqui*, sacerdot*, cura parroco, parroco*, obispo*, monja*,
    fraile*, misionero*, misionera*, misiones catolicas, seminarista*, pastor, pastora, predic*, sermon*, biblia*,
    biblic*, salmo*, versiculo*, rezar, rezo, reza, rezando, rezos, oracion*, orar, orando, adoracion, alabanza*,
    culto, fe en, de fe, la fe, mi fe, con fe, fe cristiana, fe catolica, fe y, bendecid*, bendicion*, virgen,
    virgen maria, guadalupan*, cofradia*, cofrade*, hermandad*, semana santa, nazareno*, costalero*, devoto*,
    devocion*, santo rosario, espiritu santo, musulman*, islam*, islamic*, coran, mezquita*, ramadan, hiyab, hijab,
    ala es, judio, judia, judios, judias, judaismo, rabino*, sinagoga*, tora, shabat, budis*, budista*, dharma,
    hindu*, atea*, ateismo, agnostic*, laicis*, laico, religio*, creyente*, espiritis*, santeria, santero*, yoruba,
    catequesis, catequista*, opus dei, teolog*, apostata*, ateo, atea, ateos, camino neocatecumenal, kikos, coro
    parroquial, coro iglesia, bendecida, bendecido, diacono*, franciscan*, jesuita*, salesian*, dominic* orden, papa
    francisco, vaticano, peregrin*, camino de fe, santa maria, sagrado corazon, misa, misas, confirmacion, bautizo*,
    el senor, todopoderoso, gloria a, proverbios, filipenses, apocalipsis, hanuka, pesaj, bar mitzva, cabala, eid,
    umra, hajj, sura, brujeria, wicca, pagan*, orisha*, babalawo*, el rosario, rosario en, rosario diario, un
    rosario`,
  health: `
    cancer*, cancer de mama, superviviente, sobreviviente*, tumor*, leucemia*, linfoma*, quimio*, remision, diabet*,
    tipo 1, dm1, enfermedad*, enfermo, enferma, enfermos, enfermedad cronica, dolor cronico, fibromialg*,
    esclerosis*, parkinson*, alzheimer*, epilep*, lupus, artritis, crohn*, colitis, celiac*, endometriosis, asma,
    fibrosis quistica, autis*, asperger*, tdah, neurodiver*, neurodivergente*, dislexi*, altas capacidades, depres*,
    depresion, ansiedad, bipolar*, trastorno*, tca, tlp, esquizo*, psiquiatr*, anorex*, bulim*, suicid*, salud
    mental, sobrio, sobria, sobriedad, alcoholic*, adiccion*, adict*, en recuperacion, rehabilitacion, toxicoman*,
    discapac*, silla de ruedas, minusval*, diversidad funcional, sordo*, sorda*, ciego*, ciega*, paraplej*,
    tetraplej*, vih, sida, seropositiv*, indetectable*, infertil*, fiv, fecundacion in vitro, aborto espontaneo,
    perdida gestacional, menopausi*, trasplant*, dialisis, ictus, covid persistente, covid largo, obes*,
    enfermedades cronicas, enfermos cronicos, enferma cronica, trastorno obsesivo, insulina, bomba de insulina,
    paciente renal, lista de espera, mi lupus, artrosis, reuma*, espondil*, psoriasis, dermatitis, hipotiroid*,
    tiroides, hashimoto, sjogren, ehlers*, migran*, vertigo*, acufenos, narcoleps*, ostomi*, estoma, protesis,
    amputad*, lengua de signos, lengua de senas, duelo gestacional, duelo perinatal, posparto, antidepres*,
    medicad*, ataque de panico, ataques de panico, fobia*, autoles*, enfermedades raras, brca, donante*, pacientes,
    paciente de`,
  sexuality: `
    gay*, gays, lesbian*, lesbi*, bollera*, homosexual*, homoparental*, bisexual*, trans, transexual*, transgenero*,
    mujer trans, hombre trans, travesti*, no binari*, nobinari*, queer*, lgbt*, lgtb*, lgtbi*, lgtbiq*, lgbtiq*,
    intersex*, asexual*, arromantic*, pansexual*, poliam*, orgullo*, orgullo gay, pride, drag, drag queen*,
    dragqueen*, marica*, maricon*, osos gay, matrimonio igualitario, colectivo lgbt, bdsm, fetich*, swinger*,
    sexualidad, sexual*, disidencia*, dos papas, dos mamas, elle ella, pronombre elle, mi novia y yo, mi novio y yo,
    mi esposa y yo, mi marido y yo, plumera, ambiente gay, salir del armario, dos novias, dos maridos, bollo*,
    camionera, tortillera*, torta orgull*, transicion, aroace, lesb*, poliamor, drag king`,
  union: `
    sindic*, sindicato*, sindical*, sindicalis*, ccoo, comisiones obreras, ugt, cgt, cnt, csif, satse, delegad*
    sindical, delegado sindical, delegada sindical, comite de empresa, huelga*, huelguist*, piquete*, convenio
    colectivo, convenio digno, convenio*, negociacion colectiva, gremial*, paritarias, snte, cnte, ctera, fecode,
    obrer*, clase obrera, clase trabajadora, trabajadores unidos, lucha obrera, gremio docente, gremialista*,
    gremios, sindicato de, federacion de ensenanza, en lucha, docentes en lucha, paro docente, trabajadores en
    lucha, negociacion salarial, asamblea de trabajadores, secretaria general de, secretario general de, liberado
    sindical, central obrera, utep, uom, la fraternidad, despidos, conflicto laboral`,
  ethnicity: `
    gitan*, romani, pueblo gitano, indigen*, pueblo*originari*, pueblos originarios, originarios, mapuche*,
    wallmapu, quechua*, aymara*, aimara*, guarani*, zapotec*, mixtec*, nahua*, nahuatl, maya yucatec*, kichwa*,
    wayuu*, nasa yuwe, misak, otomi*, purepecha*, raramuri*, tarahumar*, emberá, embera, rapa nui, wichi, garifuna*,
    afro*, afrodescend*, afrocolomb*, afroperu*, afromexic*, afrocuban*, negro orgullo*, mujeres negras, mujer
    negra, comunidad negra, negritud, raizal*, palenquer*, mulat*, cimarron*, sefardi*, sefarad, ladino, judio*,
    judia*, askenaz*, marroqui*, magreb*, arabe, arabes, bereber*, amazigh*, rifen*, saharaui*, sahrawi*,
    subsaharian*, senegal*, migrante*, inmigra*, emigra*, refugiad*, diaspora*, venezolanos en, latinos en, latinx,
    latino, latina, latinos, latinas, chicano*, chicana*, racializad*, racis*, antirracis*, racial*, etnia*, etnic*,
    minoria*, kurdo*, armenio*, cabello afro, pelo afro, rumano*, comunidad china, nikkei, descendiente*, comunidad
    gitana, mestizo orgull*, negra y orgull*, negro y orgull*, orgullo negro, orgullo indigena, cale, payo, hija de
    ecuatorianos, hijo de ecuatorianos, hija de inmigrantes, hijo de inmigrantes, hija de migrantes, wayuu, nacion
    wayuu, arhuac*, kogui, emberas, peruanos en, hondureno*, salvadoren*, colombianos en, ashaninka, shipib*,
    tzotzil*, tseltal*, charrua*, tehuelche*, rapanui, euskaldun*, gallegohablante, doble nacionalidad, trenzas afro`,
  harmless: `
    cancer con ascendente, cancer ascendente, signo cancer, partido del domingo, partido de futbol, partidos de
    futbol, partido de, calle de la iglesia, calle iglesia, plaza de la iglesia, izquierda derecha, derecha
    izquierda, santo cielo, cafe negro, negro sobre, novela negra, humor negro, musica negra, caja negra, union
    deportiva, comida india, cocina arabe, novelas negras, ave migratoria, aves migratorias, cristiano ronaldo`,
};
