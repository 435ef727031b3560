# ruff: noqa: E501 (a sentence or an entry stays on one line)
"""Passages of shadow reports in French, by mechanism and section of the outline."""

_SOURCES = (
    "Entretiens et questionnaires de la coalition, conservés par elle, sans nom ni date de naissance. "
    "Statistiques publiques citées avec leur année. Aucune personne n’est identifiable dans ce rapport."
)

PASSAGES = {
    "CEDAW": {
        "cover": "Maroc. Rapport parallèle au Comité pour l’élimination de la discrimination à l’égard des femmes, présenté par une coalition d’associations régionales. Publication autorisée.",
        "introduction": "1. Nos associations travaillent avec des femmes rurales depuis plus de dix ans : écoute, orientation juridique, alphabétisation. Elles n’ont aucun lien partisan.",
        "method": "2. Cent quarante entretiens ont été menés en amazigh et en darija dans huit communes rurales, avec le consentement écrit ou oral des participantes, puis recoupés avec les chiffres des services de santé.",
        "summary": "3. Trois priorités : l’accès aux soins de santé reproductive en milieu rural ; l’accueil des femmes victimes de violence ; l’accès des femmes aux terres collectives.",
        "issues": "4. Article 14. Dans cinq des huit communes, la maison d’accouchement la plus proche est à plus d’une heure de route. Le rapport de l’État donne une moyenne nationale, sans données par commune. Question suggérée : de quelles données par commune l’État dispose-t-il ? Recommandation suggérée : publier chaque année la distance et le temps d’accès aux soins obstétricaux par commune.",
        "conclusion": "5. Nous proposons six recommandations, dont deux relèvent de la région et peuvent être suivies localement.",
        "sources": _SOURCES,
    },
    "CRC": {
        "cover": "Maroc. Rapport parallèle au Comité des droits de l’enfant. Publication autorisée.",
        "introduction": "1. L’association accompagne des collégiennes et des collégiens menacés d’abandon scolaire, avec leurs familles et leurs établissements.",
        "method": "2. Deux années de suivi dans six collèges ; groupes de parole avec des enfants, animés par une psychologue, avec l’accord des parents et celui des enfants.",
        "summary": "3. Deux priorités : le transport scolaire des filles en milieu rural ; l’accueil des enfants en situation de handicap à l’école publique.",
        "issues": "4. Articles 28 et 29. Parmi les élèves suivis, un abandon sur trois est lié à la distance. L’observation finale relative à l’éducation en milieu rural n’a pas d’indicateur local. Question suggérée : combien d’élèves bénéficient du transport scolaire, par commune et par sexe ? Recommandation suggérée : fixer un temps de trajet maximal et en publier le respect.",
        "conclusion": "5. Des enfants ont relu ces recommandations et en ont reformulé deux avec leurs propres mots.",
        "sources": _SOURCES,
    },
    "CRPD": {
        "cover": "Maroc. Rapport parallèle au Comité des droits des personnes handicapées. Publication autorisée.",
        "introduction": "1. Organisation composée en majorité de personnes en situation de handicap, présente dans quatre provinces.",
        "method": "2. Visite de trente-deux bâtiments publics avec une grille d’accessibilité, par des équipes de deux personnes dont une en fauteuil roulant ou aveugle.",
        "summary": "3. Deux priorités : l’accessibilité des services publics de proximité ; l’accès à l’information en langue des signes.",
        "issues": "4. Article 9. Onze des trente-deux bâtiments visités ont une entrée utilisable sans aide. La liste de points interroge la législation, non son application locale. Question suggérée : quel contrôle suit la délivrance des permis ? Recommandation suggérée : publier pour chaque commune la liste des bâtiments mis en conformité.",
        "conclusion": "5. Nous souhaitons être associés au suivi, conformément à l’article 33, paragraphe 3.",
        "sources": _SOURCES,
    },
}
