# ruff: noqa: E501 (a sentence or an entry stays on one line)
"""What the people of the programme write in French beside their decisions and meetings."""

WEAK = (
    "Réponse générale, sans exemple concret ni date.",
    "Les activités citées relèvent de l’aide sociale ; le lien avec les droits de l’Homme n’apparaît pas.",
    "Rien dans le dossier ne montre un travail de documentation ou de collecte.",
    "Le procès-verbal fourni est ancien et ne permet pas de vérifier le renouvellement du bureau.",
    "L’impact attendu n’est pas mesurable dans cette rédaction.",
    "L’action hors du siège n’est pas précisée.",
    "La participation des femmes est affirmée, sans aucun chiffre.",
    "La motivation porte davantage sur un financement que sur la formation.",
    "Aucune mention d’un travail commun avec d’autres associations.",
)
FAIR = (
    "Vraie expérience de terrain ; la manière de recueillir les informations reste peu décrite.",
    "Dossier équilibré ; le nombre de bénéficiaires par sexe aurait été utile.",
    "Situation légale en règle, gouvernance reposant surtout sur une personne.",
    "Première connaissance des organes de traités, à approfondir.",
    "Bonne présence en ville, plus limitée dans les communes rurales.",
    "Programme d’action clair, mais équipe réduite pour le réaliser.",
    "Des femmes siègent au bureau, sans responsabilité définie.",
    "Partenariats locaux utiles ; la mise en réseau régionale reste faible.",
    "Motivation convaincante, impact attendu à préciser.",
)
STRONG = (
    "Dossier précis, appuyé sur des chiffres, des dates et des sources vérifiables.",
    "Méthode de suivi solide, respectueuse du consentement et de l’anonymat.",
    "Longue expérience du sujet et résultats concrets auprès des autorités concernées.",
    "Présence réelle dans des communes rurales et dans un lieu prioritaire.",
    "Gouvernance transparente : alternance, rapports moral et financier réguliers.",
    "Femmes et jeunes aux postes de décision, garantis par les statuts.",
    "A déjà contribué à un rapport parallèle en coalition et peut transmettre cette expérience.",
    "Impact attendu précis, relié à des recommandations existantes.",
    "Bonne capacité de rédaction dans les deux langues et d’animation d’un réseau local.",
)
MEETINGS = (
    "Plan du rapport revu section par section ; nous le limitons à trois questions prioritaires.",
    "Lecture des observations finales précédentes et relevé de ce qui concerne la région.",
    "Exercice : un paragraphe numéroté avec un fait daté, la lacune, une question, une recommandation.",
    "Échange sur le consentement ; l’association retire deux détails qui auraient pu identifier un témoin.",
    "Point sur la collecte : les chiffres de deux communes manquent et seront demandés par écrit.",
    "Calendrier établi à partir de la session, avec trois semaines de marge pour la traduction.",
    "Rencontre à distance d’une heure et demie ; une coupure, fin de l’échange par téléphone.",
    "Les associations de la coalition se sont réparti les sections et ont désigné chacune une personne.",
    "Retour sur la première version : raccourcir l’introduction et préciser les sources.",
    "Préparation de l’exposé oral : deux minutes, trois messages, répétition devant des collègues.",
)
REPORTS = (
    "La session a commencé à l’heure avec la plupart des déléguées et délégués. La première demi-journée a porté sur l’examen du rapport de l’État, la seconde sur un exercice en quatre groupes.",
    "Échanges nourris, en particulier sur la vérification des informations. Des exemples de rapports sont demandés et seront envoyés avant la prochaine session.",
    "Quelques déléguées des communes éloignées sont arrivées en retard à cause du transport ; la première partie a été résumée en début d’après-midi.",
    "Chaque association repart avec la première page de son plan. Il est proposé de consacrer plus de temps à la protection des sources.",
    "Salle adaptée, entrée de plain-pied. Participation soutenue des femmes ; trois d’entre elles ont présenté les travaux de groupe.",
    "D’après l’évaluation, l’exercice de rédaction des recommandations a été le plus utile ; un glossaire arabe des termes onusiens est souhaité.",
)
CONFLICTS = (
    "J’ai siégé au bureau de cette association jusqu’à l’année dernière.",
    "J’ai un lien de parenté avec la trésorière de l’association.",
    "J’ai animé une formation rémunérée pour cette association.",
    "Je travaille actuellement à un projet commun avec cette association.",
)
COMPLAINTS = (
    "Nous demandons un nouvel examen du critère d’ancrage régional : la liste de six communes rurales jointe ne semble pas avoir été prise en compte.",
    "Le récépissé définitif, daté d’avant la clôture, figurait à notre dossier ; nous demandons que ce point soit vérifié.",
    "La demande de complément ne nous est pas parvenue par courriel ; nous demandons que notre réponse, envoyée dès que nous en avons eu connaissance, soit retenue.",
    "Nous souhaitons connaître la note obtenue à chaque critère, afin d’améliorer notre dossier.",
)
REFUSALS = (
    "Nous renonçons à la place proposée : un autre programme mobilise toute l’équipe cette année, et nous préférons laisser la place à une autre association.",
    "Merci de nous avoir retenus. Le bureau renonce, faute de deux déléguées disponibles pour toutes les sessions.",
    "L’association renouvelle ses instances et ne peut s’engager pour deux ans. Nous espérons participer à une phase ultérieure.",
)
SCREENING = {
    "outside_regions": "L’adresse portée sur le récépissé se trouve hors de la région concernée.",
    "no_valid_receipt": "Récépissé provisoire de plus de soixante jours, sans preuve ultérieure.",
    "incomplete_file": "Procès-verbal d’assemblée générale non fourni malgré la demande de complément.",
    "unreadable_documents": "Photo des statuts illisible, non remplacée dans le délai.",
    "mandate_unrelated": "Les statuts ne prévoient qu’une activité sportive.",
    "mandate_expired": "Mandat du bureau expiré d’après le dernier procès-verbal fourni.",
    "duplicate_application": "Une candidature de la même association existe sous son sigle ; la première est retenue.",
    "no_decision_to_apply": "Le procès-verbal joint ne mentionne pas la décision de candidater.",
}
