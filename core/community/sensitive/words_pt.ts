import type { SensitiveWords } from "./words.ts";

/** Portuguese. */
export const portuguese: SensitiveWords = {
  politics: `
    politic*, politica, politico, bolsonar*, bolsonarista*, petist*, lula, lulista*, lulalivre, fora bolsonaro, fora
    lula, psol, psdb, mdb, pdt, pcdob, partido dos trabalhadores, partido novo, unidade popular, pcb, bloco de
    esquerda, iniciativa liberal, pan portugal, cdu portugal, pcp, andre ventura, vereador*, deputad*, senador*,
    prefeit*, prefeitura, governador*, ministr*, presidente da republica, congresso nacional, camara dos deputados,
    camara municipal, autarc*, assembleia da republica, parlament*, brasilia, eleic*, eleitor*, eleitoral, votar,
    voto, vota, candidat*, militante*, militancia, esquerda, esquerdista*, direita, direitista*, extrema direita,
    ultradireita, conservador*, patriot*, brasil acima, liberal, liberais, libertari*, ancap*, comunis*, marxis*,
    anarquis*, anarco*, antifa*, antifasc*, fascis*, anticapital*, anticomunis*, progressista*, feminis*,
    antifemin*, ativis*, activist*, mst, sem terra, reforma agraria, monarquis*, monarquia, nacionalis*, separatis*,
    republican*, democracia, democrata*, revolucion*, impeachment, golpista*, olavo, mbl, tarcisio, partido chega,
    chega portugal, socialista*, socialismo, partido politico, voto 13, voto 22, assessor* parlamentar, ele nao, faz
    o l, fora temer, marielle*, lava jato, stf, tse, referendo*, plebiscito*, protesto*, ditadura, justica social,
    luta social, mtst, sem teto, suplente, juventude do pt, junta de freguesia, 25 de abril`,
  faith: `
    deus, de deus, serva de deus, servo de deus, filha de deus, filho de deus, cristao, crista, cristaos, cristas,
    cristo, jesus, jesus cristo, senhor jesus, espirito santo, catolic*, evangelic*, evangelho, gospel,
    protestante*, pentecostal*, batista*, adventista*, presbiterian*, assembleia de deus, universal do reino, iurd,
    testemunha de jeova, testemunhas de jeova, jeova, mormon*, igreja*, paroquia*, sacerdot*, bispo*, freira*,
    frade*, missionari*, pastora*, pregador*, pregacao, louvor*, adorador*, adoracao, culto, cultos, missa*, terco,
    oracao, oracoes, orar, rezar, rezo, reza, salmo*, versiculo*, biblia*, biblic*, fe em, a fe, pela fe, minha fe,
    de fe, fe e, com fe, fe crista, abencoad*, bencao*, nossa senhora, aparecida, fatima peregrin*, peregrin*,
    catequis*, umband*, candomble*, orixa*, orixas, iemanja, ogum, oxum, pomba gira, macumb*, terreiro*, quimband*,
    espirita*, espiritis*, kardec*, mediun*, muculman*, mussulman*, islam*, islamic*, alcorao, mesquita*, ramada,
    ramadao, hijab, judeu*, judia*, judaico*, judaismo, rabino*, sinagoga*, tora, shabat, budis*, budista*, hindu*,
    hare krishna, ateu*, ateia, ateismo, agnostic*, laico*, cetico*, religio*, crente*, teolog*, pastor, pastora,
    pastores, muito axe, asé, padre catolico, sou padre, diacono*, filha de oxum, filho de oxum, filho de ogum,
    oxossi, xango, harpa crista, obreiro*, ccb, deus e fiel, gloria a deus, o senhor, vaticano, jesuit*, francisc*,
    romaria*, romeiro*, comunhao, crisma*, batizado, batismo, coroinha*, proverbios, filipenses, apocalipse, hanuca,
    pessach, cabala, eid, hajj, sura, bruxaria, wicca, o rosario, santo rosario`,
  health: `
    cancer*, cancer de mama, cancro da, cancro do, cancro de, tumor*, leucemia*, linfoma*, quimio*, remissao,
    diabet*, tipo 1, dm1, doenca*, doente*, dor cronica, fibromialg*, esclerose*, parkinson*, alzheimer*, epilep*,
    lupus, artrite, crohn*, colite, retocolite, celiac*, endometriose*, asma, fibrose cistica, enxaqueca*, autis*,
    asperger*, tdah, phda, neurodiver*, neuroatip*, dislexi*, superdot*, altas habilidades, depres*, depressao,
    ansiedade, ansios*, bipolar*, transtorno*, perturbacao de, borderline, esquizo*, psiquiatr*, anorex*, bulim*,
    suicid*, saude mental, sobrio*, sobria*, sobriedade, alcoolatra*, alcoolic*, adicc*, dependente quimic*,
    dependencia quimica, em recuperacao, reabilitacao, deficien*, pcd, cadeirante*, cadeira de rodas, surdo*,
    surda*, cego*, cega, paraplegi*, tetraplegi*, hiv, vih, sida, aids, soropositiv*, seropositiv*, indetectavel,
    infertil*, fiv, tentante*, aborto espontaneo, perda gestacional, menopausa, transplant*, dialise, avc, covid
    longa, obes*, diagnostico tardio, doenca cronica, doencas croncias, doencas cronicas, laudo medico, autismo
    adulto, insulina, bomba de insulina, paciente renal, renal cronic*, atipica, mae atipica, pai atipico, espectro,
    no espectro, artrose, reumat*, espondil*, psoriase, dermatite, hipotireoid*, tireoide, hashimoto, sjogren,
    ehlers*, narcoleps*, ostomi*, protese*, amputad*, lingua gestual, luto gestacional, pos parto, antidepress*,
    medicad*, fobia*, automutil*, doencas raras, doador*, pacientes`,
  sexuality: `
    gay*, gays, lesbic*, lesbica*, sapatao*, sapatona*, sapata, homossexua*, homoafetiv*, homoparental*, bissexua*,
    trans, transexua*, transgenero*, mulher trans, homem trans, travesti*, travest*, transmasculin*, nao binari*,
    nao binarie, naobinari*, queer*, lgbt*, lgbtq*, lgbtqia*, lgbti*, intersex*, assexua*, arromantic*, pansexua*,
    poliam*, parada gay, parada lgbt*, parada do orgulho, orgulho*, orgulho gay, pride, drag, drag queen*,
    dragqueen*, viado*, bicha*, dois pais, duas maes, casamento igualitario, bdsm, fetich*, sexualidade, sexual*,
    pronome elu, elu delu, minha esposa e eu, duas noivas, dois noivos, meu marido e eu, caminhoneira, rebuceteio,
    sair do armario, transicao, hormonio*, aroace, lesb*, fufa*, paneleiro*, poliamor, drag king`,
  union: `
    sindic*, sindicato*, sindical*, sindicalis*, sintep*, sinpro*, sindsep, cut nacional, ctb, forca sindical,
    cgtp*, intersindical, conlutas, apeoesp, fenprof, dirigente sindical, delegado sindical, greve*, grevista*,
    piquete*, campanha salarial, acordo coletivo, convencao coletiva, negociacao coletiva, metalurgic* do abc,
    bancarios, classe trabalhadora, classe operaria, operari*, luta operaria, dissidio, sindicat*, metalurgicos,
    metalurgico, luta sindical, sinpro, diretoria do sind*, em luta, trabalhadores em luta, trabalhadores dos,
    trabalhadoras em, assembleia da categoria, paralisac*, base da categoria, comissao de fabrica, comissao de
    trabalhadores, stal, fesap, fne, smn, sinttel, sintrajuf, correios em luta, data base`,
  ethnicity: `
    mulher negra, mulheres negras, homem negro, povo negro, movimento negro, consciencia negra, negritude, mulher
    preta, mulheres pretas, afrobras*, afrodescend*, afrolusit*, cabelo crespo, cachos e crespos, quilomb*,
    quilombola*, indigen*, povos originarios, povos indigenas, aldeia indigena, guarani*, yanomami*, kaingang,
    tupinamb*, pataxo*, xavante*, munduruku, terena, potiguara*, kayapo, krenak, ticuna, cigan*, calon, nikkei,
    nissei, sansei, nipo brasileir*, judeu*, judia*, sefardit*, asquenaz*, cabo verdian*, caboverdian*, angolan*,
    mocambican*, guineens*, bissau guineense, africanos em, africana*, africano*, diaspora*, imigrante*, migrante*,
    refugiad*, racializad*, racis*, antirracis*, racial*, etnia*, etnic*, mestic*, mulat*, caboclo*, arabe, arabes,
    sirio liban*, libaneses, haitian*, bolivian*, romani, minoria*, cotas raciais, orgulho negro, povo preto, gente
    preta, homem preto, juventude negra, cabelos crespos, afro brasileir*, cultura afro, descendente de,
    descendentes de, asiatico brasileir*, povo cigano, judeus, preto no topo, preta no topo, pretinha*, pretinho*,
    black power, filho de angolanos, filha de angolanos, filho de cabo verdianos, filha de cabo verdianos, filho de
    imigrantes, filha de imigrantes, baiana de acarajé, ganes*, senegales*, congoles*, chines* no brasil, ucranian*
    em, venezuelan*, italo brasileir*, favela e preto, terreiro negro, ribeirinh*, caicara*, sertanej* negro,
    retinta*`,
  harmless: `
    cancer com ascendente, cancer ascendente, signo cancer, signo de cancer, partida de futebol, partida de, rua da
    igreja, largo da igreja, direita esquerda, esquerda direita, preto e branco, cafe preto, humor negro, mercado
    negro, caixa preta, uniao desportiva, terco de, feijao preto, chapeu preto`,
};
