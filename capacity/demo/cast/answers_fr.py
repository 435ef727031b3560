# ruff: noqa: E501 (a sentence or an entry stays on one line)
"""What associations answer in French: for each question, sentences to begin, to go on and to end with."""

ANSWERS = {
    "mandate": (
        (
            "Créée en {founded} à {locality}, notre association défend les droits {of_group} ; elle travaille surtout sur {topic}.",
            "Depuis {founded}, nous accompagnons {group} {in_province}, avec une attention particulière pour {topic}.",
            "Nos statuts nous donnent pour objet de promouvoir et de protéger les droits {of_group} ; notre axe principal est {topic}.",
        ),
        (
            "Nous tenons une permanence d’écoute et d’orientation juridique deux fois par semaine : {n} situations suivies l’an dernier.",
            "Nos ateliers dans les quartiers et les douars ont réuni {n} familles l’an dernier.",
            "Sensibilisation, accompagnement et plaidoyer sont assurés par une équipe de bénévoles présente dans {communes}.",
        ),
        (
            "Tous nos services sont gratuits et proposés en arabe et en amazigh selon les besoins.",
            "Nous travaillons avec les écoles, les centres de santé et les communes, sans lien partisan.",
        ),
    ),
    "rights_experience": (
        (
            "Ces trois dernières années, nous avons mené un diagnostic de terrain sur {topic} dans {communes}.",
            "Nous avons conduit une campagne de plaidoyer sur {topic} {in_province}, avec d’autres associations.",
            "Nous avons formé des relais locaux aux droits de l’Homme et fait de ce sujet, {topic}, le fil de notre travail.",
        ),
        (
            "Au total, {n} personnes y ont pris part et nos recommandations ont été remises au conseil provincial.",
            "Nous avons recueilli {n} témoignages, avec le consentement des personnes, et orienté les cas urgents.",
            "Nous avons suivi {n} familles dans leurs démarches administratives et judiciaires.",
        ),
        (
            "Il en est résulté un dialogue régulier avec les services extérieurs concernés.",
            "Une synthèse a été diffusée auprès des élus et de la presse locale.",
        ),
    ),
    "monitoring_work": (
        (
            "Pendant deux ans, nous avons observé {topic} dans {communes}, {in_province}.",
            "Nous avons réalisé une enquête sur {topic} à partir d’un questionnaire construit avec une enseignante bénévole.",
            "Nous suivons {topic} par des visites mensuelles et une grille d’indicateurs simple, remplie sur place.",
        ),
        (
            "Nous avons mené {n} entretiens en amazigh et en darija, recoupés avec les données obtenues auprès des services.",
            "Les {n} questionnaires ont été discutés avec {group} avant toute publication, pour en vérifier les conclusions.",
            "Le travail repose sur {n} témoignages et sur des documents publics ; tout ce qui identifiait une personne a été retiré.",
        ),
        (
            "Une note remise aux communes a conduit deux d’entre elles à revoir leurs pratiques.",
            "Il nous manque aujourd’hui une méthode reconnue pour faire de ces données un rapport parallèle.",
        ),
    ),
    "reach": (
        (
            "Notre siège est à {locality} et nous intervenons {in_province}, dans {communes}.",
            "Depuis {locality}, nous couvrons {communes}, rurales pour la plupart.",
            "Nos cellules locales, présentes dans {communes}, se réunissent chaque mois ; leurs déléguées se retrouvent à {locality} chaque trimestre.",
        ),
        (
            "Nous allons dans les douars les jours de souk, avec {n} bénévoles originaires de la région.",
            "Une caravane annuelle et des relais formés chaque année nous permettent d’atteindre le milieu rural.",
            "La moitié de nos activités se tient en milieu rural ; la radio régionale touche les zones éloignées.",
        ),
        (
            "Le transport reste notre principale difficulté en hiver.",
            "Nous donnons la priorité aux douars où aucune association n’est présente.",
        ),
    ),
    "women_and_youth": (
        (
            "Notre bureau compte {women} femmes ; le règlement intérieur en prévoit au moins un tiers.",
            "Deux de nos quatre commissions sont dirigées par des femmes ou par des jeunes, qui siègent à chaque réunion du bureau.",
            "Nos statuts révisés réservent deux sièges aux moins de trente ans et posent le principe de parité.",
        ),
        (
            "Les décisions se prennent par vote, lors d’une réunion mensuelle ouverte aux {n} adhérents.",
            "Le programme d’action naît d’un atelier annuel auquel participent {n} adhérentes et adhérents.",
            "Les horaires tiennent compte des femmes rurales et des étudiants ; une garde d’enfants est assurée.",
        ),
        (
            "Une femme a présidé l’association lors d’un des deux derniers mandats.",
            "Chaque réunion donne lieu à un compte rendu accessible aux membres.",
        ),
    ),
    "motivation": (
        (
            "Nous connaissons le terrain, mais peu les mécanismes des Nations Unies et la manière de s’adresser à eux.",
            "Nous voulons que la voix {of_group} {in_province} parvienne au {committee}.",
            "Nous disposons de nombreuses données sur {topic}, qui ne servent guère au-delà de la province.",
        ),
        (
            "Le programme nous donnerait une méthode de documentation qui protège les personnes et résiste à la discussion.",
            "Nous souhaitons travailler en coalition avec les associations de la région plutôt que chacune de son côté.",
            "Nous avons besoin d’être accompagnés pour notre premier rapport, du plan jusqu’à la soumission.",
        ),
        (
            "Nous nous engageons à transmettre ces acquis aux associations voisines par deux ateliers chaque année.",
            "Nous mettons à la disposition du programme nos locaux à {locality} et notre réseau.",
        ),
    ),
    "expected_impact": (
        (
            "Dans deux ans, nous aurons soumis un rapport parallèle au {committee}, seuls ou en coalition.",
            "L’association disposera de trois personnes capables de rédiger un rapport et de suivre les observations finales.",
            "Notre sujet, {topic}, fera l’objet d’une recommandation précise, que l’on pourra suivre {in_province}.",
        ),
        (
            "Un tableau de suivi des recommandations sera mis à jour tous les six mois avec {communes}.",
            "Nous aurons formé {n} membres d’autres associations à la documentation et à la protection des sources.",
            "Notre dossier de demande de statut consultatif sera prêt, comptes et rapports compris.",
        ),
        (
            "Nous apporterons {to_group} des services plus proches et des réponses à leurs réclamations dans les délais.",
            "Nous mesurerons l’effet au nombre de recommandations réellement reprises par les services concernés.",
        ),
    ),
}

PUBLICATIONS = (
    "Rapport sur {topic} {in_province}, 2016",
    "Guide pratique : {topic}, 2015",
    "Diagnostic participatif sur {topic}, 2017",
    "Note de plaidoyer sur {topic}, 2016",
)

COMMUNES = ("trois communes", "quatre communes", "cinq communes", "six communes", "huit communes")
"""How many communes an association covers, in words."""

NETWORKS = (
    "Réseau des associations de la région, membre de son bureau",
    "Coalition régionale de la société civile, membre",
    "Espace associatif local, dont nous assurons la coordination",
    "Tissu associatif de développement, membre",
)
"""The network or coalition it belongs to, and its part in it."""
