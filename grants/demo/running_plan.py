"""What the demo's running project promised: its organisations, work plan, indicators and budget, as plain tables.

Every organisation, name and EIK here is made up; days are told as distances and become dates in `running.py`.
"""

from __future__ import annotations

from typing import NamedTuple

LEAD = "Сдружение „Топъл праг“"
MUNICIPALITY = "Община Белолист"
ABROAD = "Асоциация „Подул Алб“"
PROGRAMME = "Програма „Развитие на човешките ресурси“ 2021-2027"
PROCEDURE = "Заедно в квартала – нови услуги в общността"
NUMBER = "BG05SFPR002-2.900-0123"
CODE = f"{NUMBER}-C01"
MONTHS = 24
MONTHS_BEHIND = 14  # how long it has been going on, counted from the first day of today's month

Both = tuple[str, str]


class Organisation(NamedTuple):
    """A made-up organisation; its EIK has right check digits and belongs to nobody."""

    name: Both
    aliases: str
    eik: str
    vat: str
    country: str
    town: Both
    email: str


ORGANISATIONS = (
    Organisation(
        (LEAD, "Warm Threshold Association"),
        "Топъл праг",
        "999001005",
        "",
        "BG",
        ("Русе", "Ruse"),
        "office@toplaprag.example",
    ),
    Organisation(
        (MUNICIPALITY, "Municipality of Belolist"),
        "",
        "999001973",
        "BG999001973",
        "BG",
        ("Белолист", "Belolist"),
        "obshtina@belolist.example",
    ),
    Organisation(
        (ABROAD, "Podul Alb Association"),
        "Asociația Podul Alb",
        "",
        "",
        "RO",
        ("Гюргево", "Giurgiu"),
        "contact@podulalb.example",
    ),
)


class Partner(NamedTuple):
    """An organisation's part, with the person to write to."""

    organisation: str
    role: str
    contact: str
    email: str


PARTNERS = (
    Partner(LEAD, "lead", "Мария Иванова", "maria@toplaprag.example"),
    Partner(MUNICIPALITY, "partner", "Стоян Колев", "kolev@belolist.example"),
    Partner(ABROAD, "partner", "Elena Ionescu", "elena@podulalb.example"),
)

OBJECTIVES = (
    (
        "overall",
        "Хората от квартал „Изток“ да живеят с по-малко пречки пред заетостта, здравето и участието в общността.",
        "People of the Iztok neighbourhood face fewer obstacles to work, health and taking part in the community.",
    ),
    (
        "specific",
        "Да заработи мобилен екип, който търси и подкрепя хората там, където живеят.",
        "A mobile team seeks out and supports people where they live.",
    ),
    (
        "specific",
        "Да се изпробват две нови услуги, създадени заедно с потребителите и с опита на партньора от Румъния.",
        "Two new services are tried out, created together with their users and with the Romanian partner's experience.",
    ),
)

TARGET_GROUPS = (
    ("Безработни и неактивни лица от уязвими групи", "Unemployed and inactive people from vulnerable groups", 120),
    ("Семейства с деца в риск", "Families with children at risk", 40),
    ("Специалисти, които работят с уязвими групи", "", 40),
)


class WorkPackage(NamedTuple):
    """A part of the plan."""

    number: str
    title: Both
    partner: str


PACKAGES = (
    WorkPackage("РП1", ("Подкрепа за хората в квартала", "Support for people in the neighbourhood"), "2"),
    WorkPackage("РП2", ("Иновации и обмен", "Innovation and exchange"), "1"),
    WorkPackage("РП3", ("Управление и видимост", "Management and visibility"), "1"),
)


class Activity(NamedTuple):
    """Something the project does, from the beginning of one of its months to the end of another.

    Reality is told in days from the beginning of the first month and from the end of the last one.
    """

    title: Both
    result: Both
    partner: str
    state: str
    first_month: int
    last_month: int
    package: str = ""
    progress: str = ""
    began_after: int | None = None
    finished_after: int | None = None
    number: str = ""
    within: str = ""


ACTIVITIES = (
    Activity(
        ("Работа на терен в общността", "Outreach work in the community"),
        (
            "Мобилен екип в квартала; най-малко 40 души с индивидуален план",
            "A mobile team in the neighbourhood; at least 40 people with a plan of their own",
        ),
        "1",
        "running",
        0,
        23,
        "РП1",
        "62",
        4,
    ),
    Activity(
        ("Психо-социална подкрепа и посредничество", "Psychosocial support and mediation"),
        ("Редовни консултации и придружаване до институции", "Regular counselling and help in dealing with offices"),
        "2",
        "running",
        1,
        23,
        "РП1",
        "55",
        9,
    ),
    Activity(
        ("Обучения и наставничество на участниците", "Training and mentoring of participants"),
        ("80 участници с придобити ключови умения", "80 participants with new key skills"),
        "2",
        "running",
        3,
        20,
        "РП1",
        "70",
        0,
    ),
    Activity(
        ("Лаборатория за социални иновации", "Social innovation lab"),
        ("Две изпробвани нови услуги и онлайн платформа", "Two new services tried out, and an online platform"),
        "1",
        "running",
        2,
        18,
        "РП2",
        "60",
        12,
    ),
    Activity(
        ("Обмен на опит с партньора от Румъния", "Exchange of experience with the Romanian partner"),
        (
            "Три посещения и наръчник с приложимите практики",
            "Three visits and a handbook of the practices that can be applied",
        ),
        "3",
        "running",
        5,
        17,
        "РП2",
        "45",
        0,
    ),
    Activity(
        ("Управление, видимост и публичност", "Management, visibility and publicity"),
        ("Отчети в срок; информирана общност", ""),
        "1",
        "running",
        0,
        23,
        "РП3",
        "58",
        0,
    ),
    Activity(
        ("Подбор и обучение на мобилния екип", "Choosing and training the mobile team"),
        ("Екип от шест души", "A team of six"),
        "1",
        "done",
        0,
        2,
        progress="100",
        began_after=4,
        finished_after=12,
        number="1.1",
        within="1",
    ),
    Activity(
        ("Ежеседмични излизания в квартала", "Weekly rounds of the neighbourhood"),
        ("", ""),
        "1",
        "running",
        3,
        23,
        progress="52",
        began_after=15,
        number="1.2",
        within="1",
    ),
    Activity(
        ("Подбор на участници", "Choosing participants"),
        ("80 избрани участници", "80 participants chosen"),
        "2",
        "done",
        3,
        6,
        progress="100",
        began_after=0,
        finished_after=-9,
        number="3.1",
        within="3",
    ),
    Activity(
        ("Онлайн платформа", "Online platform"),
        ("Работеща платформа за взаимопомощ", "A working platform for mutual help"),
        "1",
        "running",
        4,
        12,
        progress="70",
        began_after=20,
        number="4.1",
        within="4",
    ),
    Activity(
        ("Изпробване на „Съседска подкрепа“", "Trying out “Neighbourly support”"),
        ("Стандарт на услугата", ""),
        "2",
        "planned",
        13,
        18,
        number="4.2",
        within="4",
    ),
    Activity(
        ("Посещения в Гюргево", "Visits to Giurgiu"),
        ("Три посещения", "Three visits"),
        "3",
        "running",
        6,
        16,
        progress="67",
        began_after=3,
        number="5.1",
        within="5",
    ),
)


class Update(NamedTuple):
    """What was told of an activity so many days ago."""

    activity: str
    days_ago: int
    progress: str
    done: Both
    late: Both = ("", "")
    next: Both = ("", "")


UPDATES = (
    Update(
        "4.1",
        64,
        "55",
        ("Прототипът е показан на потребителите.", "The prototype was shown to its users."),
        ("", ""),
        ("Поправки след забележките и второ показване.", "Corrections after their remarks and a second showing."),
    ),
    Update(
        "5.1",
        41,
        "67",
        ("Второто посещение мина: шестима души, два дни.", "The second visit took place: six people, two days."),
        ("", ""),
        ("Третото посещение е след два месеца.", "The third visit is in two months."),
    ),
    Update(
        "4.1",
        12,
        "70",
        ("Входът без парола работи; търсенето е готово.", "Signing in without a password works; the search is done."),
        (
            "Изпълнителят върна платформата месец по-късно: смени програмиста.",
            "The supplier brought the platform back a month late: its programmer left.",
        ),
        ("Приемане до края на месеца.", "Acceptance by the end of the month."),
    ),
    Update(
        "1.2",
        6,
        "52",
        ("Двадесет и шест излизания, 7 нови души с индивидуален план.", ""),
        ("", ""),
        ("Вечерни излизания от следващата седмица.", ""),
    ),
)


class Milestone(NamedTuple):
    """A point of the plan, so many days from today, reached on another day if at all."""

    title: Both
    activity: str
    partner: str
    due_in: int
    reached_in: int | None
    means: Both = ("", "")


MILESTONES = (
    Milestone(
        ("Мобилният екип излиза на терен", "The mobile team is in the field"),
        "1.1",
        "1",
        -338,
        -331,
        ("Подписани договори на шестимата", "Contracts signed with all six"),
    ),
    Milestone(("Избрани са всички участници", "All participants are chosen"), "3.1", "2", -218, -226),
    Milestone(
        ("Платформата е приета", "The platform is accepted"),
        "4.1",
        "1",
        -24,
        None,
        ("Приемо-предавателен протокол", "Protocol of acceptance"),
    ),
    Milestone(("Трето посещение в Гюргево", "Third visit to Giurgiu"), "5.1", "3", 63, None),
    Milestone(("Услугата „Съседска подкрепа“ има стандарт", ""), "4.2", "2", 118, None),
)


class Deliverable(NamedTuple):
    """A thing to hand over, due so many days from today and handed over on another day, if at all."""

    title: Both
    activity: str
    partner: str
    quantity: str
    unit: Both
    due_in: int
    delivered_in: int | None
    state: str
    delivered_title: Both = ("", "")


DELIVERABLES = (
    Deliverable(
        ("Методика за работа на терен", "Outreach methodology"),
        "1",
        "1",
        "1",
        ("брой", "piece"),
        -330,
        -338,
        "accepted",
    ),
    Deliverable(
        ("Карта на нуждите в квартала", "Map of needs in the neighbourhood"),
        "1",
        "1",
        "1",
        ("брой", "piece"),
        -262,
        -255,
        "accepted",
        ("Доклад за нуждите на хората в квартал „Изток“", "Report on the needs of people in Iztok"),
    ),
    Deliverable(
        ("Програма за обучение по ключови умения", "Training programme in key skills"),
        "3",
        "2",
        "1",
        ("брой", "piece"),
        -170,
        -176,
        "accepted",
    ),
    Deliverable(
        ("Доклад от първото посещение за обмен", "Report of the first exchange visit"),
        "5",
        "3",
        "1",
        ("брой", "piece"),
        -95,
        -88,
        "submitted",
    ),
    Deliverable(
        ("Прототип на онлайн платформата", "Prototype of the online platform"),
        "4",
        "1",
        "1",
        ("брой", "piece"),
        -40,
        -36,
        "submitted",
    ),
    Deliverable(
        ("Междинна оценка на въздействието", "Interim impact assessment"),
        "6",
        "1",
        "1",
        ("брой", "piece"),
        -3,
        None,
        "planned",
    ),
    Deliverable(
        ("Наръчник с приложими практики", "Handbook of practices that can be applied"),
        "5",
        "3",
        "200",
        ("екземпляра", "copies"),
        58,
        None,
        "planned",
    ),
    Deliverable(
        ("Стандарт на услугата „Съседска подкрепа“", ""), "4", "2", "1", ("брой", "piece"), 120, None, "planned"
    ),
    Deliverable(
        ("Двуезична листовка", "Bilingual leaflet"), "5", "3", "1200", ("броя", "copies"), -11, None, "planned"
    ),
)


class Indicator(NamedTuple):
    """A promised figure, how far it had come when it was last published, and from what its values come."""

    code: str
    name: Both
    kind: str
    unit: Both
    target: str
    achieved: str = ""
    baseline: str = "0"
    counted: str = "typed"
    who: str = "all"
    bands: str = "none"
    deliverable_kind: str = ""
    by_sex: bool = False
    overlaps: bool = False
    cumulative: bool = False
    evidence: Both = ("", "")


_PEOPLE = ("души", "people")
INDICATORS = (
    Indicator(
        "EECO01",
        ("Общ брой на участниците", "Total number of participants"),
        "output",
        _PEOPLE,
        "40",
        counted="participants",
        bands="esf_plus",
        by_sex=True,
        overlaps=True,
        evidence=("Декларации и присъствени списъци", "Declarations and attendance lists"),
    ),
    Indicator(
        "EECO02",
        ("Безработни, включително трайно безработни", "Unemployed, including long-term unemployed"),
        "output",
        _PEOPLE,
        "24",
        counted="participants",
        who="unemployed",
        by_sex=True,
        overlaps=True,
        evidence=("Служебни бележки от бюрото по труда", "Notes of the labour office"),
    ),
    Indicator("", ("Изпробвани нови услуги", "New services tried out"), "output", ("брой", "number"), "2", "1"),
    Indicator(
        "",
        ("Жители на квартала, насочени към услуга", "Residents of the neighbourhood referred to a service"),
        "result",
        _PEOPLE,
        "90",
        by_sex=True,
        overlaps=True,
        cumulative=True,
        evidence=("Дневник на медиаторите", "The mediators' journal"),
    ),
    Indicator(
        "",
        ("Разработени методики, доклади и програми", "Methods, reports and programmes worked out"),
        "output",
        ("брой", "number"),
        "5",
        counted="deliverables",
        deliverable_kind="document",
        evidence=("Приети документи", "Accepted documents"),
    ),
    Indicator(
        "",
        ("Проведени консултации на терен", "Consultations held in the field"),
        "output",
        ("консултации", "consultations"),
        "300",
        by_sex=True,
        evidence=("Дневник на медиаторите", "The mediators' journal"),
    ),
)


class Value(NamedTuple):
    """What was reached of an indicator in a reporting period, by their numbers; with women and men, and what was verified."""

    indicator: str
    period: int
    value: int
    women: int | None = None
    men: int | None = None
    verified: int | None = None
    note: Both = ("", "")
    partner: str = ""


VALUES = (
    Value(
        "3",
        2,
        1,
        note=("„Съседска подкрепа“, изпробвана с 14 семейства", "“Neighbours’ support”, tried with 14 families"),
    ),
    Value("4", 1, 14, 9, 5, 14),
    Value("4", 2, 37, 24, 13, 36, ("Едно насочване е записано два пъти.", "One referral was entered twice.")),
    Value("4", 3, 52, 33, 19),
    Value("6", 1, 64, 41, 23, 64),
    Value("6", 2, 79, 48, 31, 79),
    Value("6", 2, 18, 12, 6, 16, partner="3"),
    Value("6", 3, 38, 22, 16),
)


class Line(NamedTuple):
    """A budget line in whole euros: units times price; a chapter has neither."""

    number: str
    title: Both
    partner: str = ""
    activity: str = ""
    form: str = "actual"
    unit: Both = ("", "")
    units: int = 0
    price: int = 0


_MONTH = ("човекомесец", "person-month")
_PERSON = ("човек", "person")
_PIECE = ("брой", "piece")
_RATE = ("единна ставка 40 %", "flat rate of 40%")

# Activities 1 to 3 are claimed as staff costs plus 40 % of them for everything else, with participants' allowances on
# top (Regulation (EU) 2021/1060, art. 56); activities 4 to 6 are a separate part, claimed at actual cost (art. 53(1)).
LINES = (
    Line("1", ("Преки разходи за персонал", "Direct staff costs")),
    Line("1.1", ("Социални работници", "Social workers"), "1", "1", unit=_MONTH, units=48, price=950),
    Line("1.2", ("Психолог", "Psychologist"), "1", "2", unit=_MONTH, units=20, price=1100),
    Line("1.3", ("Трудов посредник", "Labour mediator"), "2", "2", unit=_MONTH, units=22, price=980),
    Line("1.4", ("Здравен медиатор", "Health mediator"), "2", "2", unit=_MONTH, units=22, price=900),
    Line("1.5", ("Експерт обмен на опит", "Exchange expert"), "3", "1", unit=_MONTH, units=18, price=1400),
    Line("1.6", ("Координатор на екипа", "Team coordinator"), "1", "1", unit=_MONTH, units=24, price=600),
    Line("2", ("Единна ставка 40 % от преките разходи за персонал", "Flat rate of 40% of direct staff costs")),
    Line(
        "2.1",
        ("Единна ставка – водеща организация", "Flat rate – lead organisation"),
        "1",
        "",
        "flat_rate",
        _RATE,
        1,
        32800,
    ),
    Line("2.2", ("Единна ставка – община", "Flat rate – municipality"), "2", "", "flat_rate", _RATE, 1, 16544),
    Line(
        "2.3",
        ("Единна ставка – партньор от Румъния", "Flat rate – Romanian partner"),
        "3",
        "",
        "flat_rate",
        _RATE,
        1,
        10080,
    ),
    Line("3", ("Разходи за участниците", "Participants' costs")),
    Line(
        "3.1",
        ("Път и храна по време на обучения", "Travel and meals during training"),
        "2",
        "3",
        unit=_PERSON,
        units=120,
        price=60,
    ),
    Line(
        "3.2", ("Стипендии за участие в обучения", "Training allowances"), "2", "3", unit=_PERSON, units=40, price=150
    ),
    Line("4", ("Иновации и обмен на опит (дейности 4 и 5)", "Innovation and exchange (activities 4 and 5)")),
    Line(
        "4.1", ("Зала, храна и обучители", "Venue, catering and trainers"), "1", "4", unit=_PIECE, units=6, price=1400
    ),
    Line("4.2", ("Оборудване на лабораторията", "Equipment of the lab"), "1", "4", unit=_PIECE, units=4, price=2400),
    Line("4.3", ("Печатни материали", "Printed materials"), "1", "4", unit=_PIECE, units=1, price=2800),
    Line("4.4", ("Онлайн платформа", "Online platform"), "1", "4.1", unit=_PIECE, units=1, price=6400),
    Line("4.5", ("Командировки и транспорт", "Travel and transport"), "3", "5.1", unit=_PIECE, units=4, price=1954),
    Line("4.6", ("Писмен и устен превод", ""), "3", "5", unit=_PIECE, units=6, price=600),
    Line("4.7", ("Оценка на въздействието", "Impact assessment"), "1", "6", unit=_PIECE, units=1, price=5200),
    Line("5", ("Видимост и публичност", "Visibility and publicity"), "1", "6"),
    Line("5.1", ("Плакати и табела", "Posters and a plaque"), "1", "6", unit=_PIECE, units=3, price=300),
    Line("5.2", ("Заключителна конференция", "Closing conference"), "1", "6", "lump_sum", _PIECE, 1, 4500),
    Line("5.3", ("Събития за обществеността", "Events for the public"), "1", "6", unit=_PIECE, units=4, price=650),
)

TOTAL = 273_000  # euros; the sum of the lines
SOURCES = (
    ("eu", ("Европейски социален фонд плюс", "European Social Fund Plus"), 232_050, "85"),
    ("national", ("Национално съфинансиране", "National co-financing"), 40_950, "15"),
)


class Deadline(NamedTuple):
    """Something due so many days from today."""

    title: Both
    kind: str
    due_in: int
    partner: str = ""
    deliverable: str = ""
    state: str = "open"
    note: Both = ("", "")


DEADLINES = (
    Deadline(("Искане за междинно плащане № 2", "Interim payment claim No 2"), "payment_claim", -30, "1", state="done"),
    Deadline(
        ("Отговор на писмо на управляващия орган", "Answer to a letter of the managing authority"),
        "answer",
        -11,
        "1",
        note=(
            "Искат разпределението на часовете на социалните работници за последните три месеца.",
            "They ask for the social workers' hours of the last three months.",
        ),
    ),
    Deadline(("Междинна оценка на въздействието", "Interim impact assessment"), "deliverable", -3, "1", "6"),
    Deadline(
        ("Ведомости и отчети за време от партньорите", "Payrolls and timesheets from the partners"), "report", 1, "2"
    ),
    Deadline(
        ("Разходи на партньора от Румъния за месеца", "The Romanian partner's expenses of the month"), "report", 4, "3"
    ),
    Deadline(
        ("Възлагане на печата на наръчника", "Contracting the printing of the handbook"),
        "procurement",
        8,
        "1",
        note=("Три оферти; сумата се събира с предишните поръчки на печат.", ""),
    ),
    Deadline(
        ("Технически и финансов отчет за тримесечието", "Technical and financial report of the quarter"),
        "report",
        13,
        "1",
    ),
    Deadline(("Искане за междинно плащане № 3", "Interim payment claim No 3"), "payment_claim", 27, "1"),
    Deadline(
        ("Наръчник с приложими практики", "Handbook of practices that can be applied"), "deliverable", 58, "3", "7"
    ),
    Deadline(("Молба за изменение на договора: срок и ред 4.4", ""), "contract", 120, "1"),
)
