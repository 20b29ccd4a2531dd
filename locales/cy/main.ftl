# Geiriau’r rhyngwyneb yn Gymraeg.

skip = Neidio i’r cynnwys
nav-main = Prif ddewislen
nav-browse = Pori
nav-gaps = Bylchau tystiolaeth
nav-contribute = Cyfrannu
nav-about = Ynghylch
nav-developers = I ddatblygwyr
footer-licence = Data agored dan drwydded CC BY 4.0: defnyddiwch ef, a dywedwch o ble y daeth.
footer-privacy = Preifatrwydd
footer-accessibility = Hygyrchedd
yes = ie
no = na
contents = Ar y dudalen hon
error-title = Aeth rhywbeth o’i le

home-title = Beth sy’n gweithio wrth ymgysylltu pobl ag ymchwil?
home-lead = Offer, astudiaethau achos, pobl a chyhoeddiadau ar gyfer ymgysylltu â’r cyhoedd drwy’r cyfryngau cymdeithasol. Pob un gyda’r hyn y mae’n dda ar ei gyfer, pwy sy’n dweud hynny, ac ar ba dystiolaeth.
home-topics = Beth sy’n rhwystro?
home-topics-under = Pum rheswm pam mae ymchwilwyr yn petruso. Dewiswch un i weld beth sy’n helpu.
home-help = peth sy’n helpu
home-gaps = Gweld beth sy’n hysbys am bob un, a beth sydd ddim
home-supported = Y gefnogaeth orau
home-supported-under = Y dystiolaeth gryfaf yn gyntaf, o blith { $count } honiad.
home-kinds = Pori’r cyfeiriadur
home-newest = Newidiwyd yn ddiweddar
home-newest-all = Y cyfan, y diweddaraf yn gyntaf
home-invite = Ydych chi’n gwybod am rywbeth rydym wedi’i golli?
home-invite-under = Ychwanegwch offeryn, astudiaeth achos neu’ch profiad eich hun. Bydd curadur yn edrych arno, a chewch gydnabyddiaeth.

ask-label = Gofyn cwestiwn
ask-short = Gofyn cwestiwn
ask-placeholder = Er enghraifft: which tools help with a hostile response?
ask-button = Gofyn
ask-examples = Rhowch gynnig ar:
ask-title = Gofyn cwestiwn
ask-under = Yn Saesneg plaen. Mae’r ateb yn dweud sut y darllenwyd eich cwestiwn ac ar beth y mae’n sefyll.
ask-not-understood = Ni ddeallwyd y cwestiwn hwn
ask-reading = Sut y darllenwyd eich cwestiwn
ask-corrected = ysgrifennwyd “{ $from }”
ask-unused = Heb ei ddefnyddio:
ask-suggestions = Ffyrdd eraill o ofyn
ask-answers = Atebion
ask-try = Cwestiynau sy’n gweithio
ask-search-instead = Chwilio am y geiriau hyn yn lle hynny
answers = { $count ->
    [0] Nid oes dim yma’n ateb hyn
   *[other] { $count } ateb
 }
records = { $count ->
   *[other] { $count } cofnod
 }
results = { $count ->
    [0] Dim canlyniadau
   *[other] { $count } canlyniad
 }
results-title = Canlyniadau
search-title = Pori popeth
find-label = Chwilio’r rhestr hon
find-button = Chwilio
everything = Popeth
tabs = Mathau
filters = Hidlwyr
filters-more = Mwy: { $field }
active = Wedi’i gyfyngu gan
active-search = Geiriau
active-not = nid { $what }
active-remove = tynnu ymaith
active-without = { $count } hebddo
active-clear = Clirio’r cyfan
order-label = Trefnu yn ôl
order-button = Trefnu
order-relevance = y cyfatebiad gorau
order-grounds = y dystiolaeth gryfaf
order-name = enw
order-latest = { $field }, y diweddaraf yn gyntaf
order-modified = newidiwyd yn ddiweddar
nothing-title = Nid oes dim yn bodloni hyn i gyd.
nothing-remove = Tynnwch un amod ymaith; mae’r rhif yn dweud beth ddaw yn ôl.
nothing-near = Enwau sy’n dechrau’n debyg:
nothing-ask = Ei ofyn fel cwestiwn
pages = Tudalennau
page-before = Blaenorol
page-after = Nesaf
queries-title = Yr un peth i raglenni
queries-open = Agor yn y fforiwr
queries-data = Fel data:

helps-with = Yn helpu gyda
helps-title = Gyda beth y mae’n helpu, a pham
helps-under = Pob honiad gyda phwy sy’n ei wneud ac ar ba dystiolaeth. Mae honiadau sy’n anghytuno yn sefyll ochr yn ochr.
grounds-show = { $count ->
    [one] Yr honiad a’i dystiolaeth
   *[other] Pob un o’r { $count } honiad a’u tystiolaeth
 }
claim-about = Am
claim-link = Yr honiad hwn
claims-title = Honiadau
also-called = Enwau eraill:
deprecated = Nid yw’n cael ei argymell mwyach.
deprecated-short = heb ei argymell mwyach
homepage = Gwefan
facts-title = Ffeithiau
arriving-title = Cysylltiadau
arriving-all = Y cyfan ({ $count })
related-title = Perthnasol
origin-title = O ble y daw hyn
origin-sources = Darllenwyd y ffeithiau yma:
origin-modified = Newidiwyd ddiwethaf ar { $day }.
origin-history = Hanes
origin-fields = Pob maes ar wahân
origin-field = Maes
origin-when = Pryd
origin-who = Gan
cite-title = Dyfynnu hwn
cite-in = Yn:
cite-data = Fel data:
improve-title = Rhywbeth o’i le neu ar goll?
improve-under = Gall unrhyw un sydd â chyfrif ei newid; bydd curadur yn edrych arno’n gyntaf.
improve-suggest = Awgrymu newid
improve-claim = Dweud ar gyfer beth y mae’n gweithio
improve-report = Rhoi gwybod am broblem

answers-title = Beth sy’n helpu
answers-under = { $count ->
    [0] Dim byd eto.
   *[other] Honnir bod { $count } peth yn helpu, y dystiolaeth gryfaf yn gyntaf.
 }
answers-strength = O leiaf mor gryf â hyn
missing-title = Beth sydd ar goll
missing-nothing = nid oes dim yn hysbys sy’n helpu eto
missing-weak = wedi’i haeru yn unig hyd yma, heb dystiolaeth
missing-type = { $type }: dim un sy’n helpu
missing-add = Ydych chi’n gwybod rhywbeth? Ychwanegwch ef

history-title = Hanes { $name }
history-count = { $count ->
    [one] Un newid.
   *[other] { $count } newid, y diweddaraf yn gyntaf.
 }
history-by = gan
history-revision = diwygiad
history-fields = { $count } maes
history-before = Cynt
history-after = Wedyn
history-older = Newidiadau hŷn
history-newest = Y newidiadau diweddaraf
change--published = Cyhoeddwyd
change--revised = Newidiwyd
change--withdrawn = Tynnwyd yn ôl
change--deprecated = Nodwyd nad yw’n cael ei argymell mwyach
change--merged = Cyfunwyd
change--unmerged = Dadwnaed y cyfuno
change--restored = Adferwyd

gaps-title = Bylchau tystiolaeth
gaps-lead = { $count ->
   *[other] Beth sy’n hysbys am beth. Mae { $count } croesfan yn wag: nid oes dim yn y cyfeiriadur hwn yn helpu yno eto.
 }
gaps-axes = Croesi’r heriau â
gaps-types = Mathau o gofnod
gaps-legend = Lliw: y dystiolaeth gryfaf. Maint: faint sydd yno.
gaps-picture = Map bylchau tystiolaeth

picture-table = Yr un peth fel tabl
picture-take = Ewch ag ef gyda chi:
pictures-more = Lluniau eraill

timeline-title = Dros amser
timeline-lead = Faint o bob math a ddaeth i fod ym mha flwyddyn. Mae maint cylch yn dweud faint.
timeline-years = Blynyddoedd

places-title = O ble y daw
places-lead = Faint sydd ym mhob gwlad. Mae maint cylch yn dweud faint.
places-axes = Beth sy’n cael ei gyfrif
places-of = { $type } yn ôl gwlad
places-country = Gwlad

around-title = O gwmpas { $name }
around-lead = Mae’r hyn sy’n arwain yma ar y chwith, a’r hyn y mae’n arwain ato ar y dde.
around-arrives = Yn arwain yma
around-leaves = Yn arwain at
around-others = { $count ->
    [one] Un arall
   *[other] { $count } arall
 }
around-direction = Cyfeiriad
around-link = Dolen
around-name = Enw
around-kind = Math
around-address = Cyfeiriad gwe
around-open = Agor ei dudalen
around-more = Dangos beth sydd o’i gwmpas
around-save = Cadw fel PNG
around-plain = Dangos y llun plaen
around-walk = Dangos fel graff i gerdded arno
around-here = Gweld beth sydd o’i gwmpas

about-title = Ynghylch y cyfeiriadur hwn
about-claims = Sut y mae honiadau a’u cryfder yn gweithio
about-claims-1 = Nid yw byth yn cael ei ddatgan yn unig yma fod rhywbeth yn helpu. Mae honiad yn dweud beth sy’n helpu gyda beth, pam, pwy sy’n dweud hynny ac ar ba dystiolaeth; gellir ei ddilyn at ei ffynhonnell.
about-claims-2 = Mae arbenigwyr yn anghytuno. Felly mae honiadau sy’n cefnogi, yn amodi, yn herio neu’n ymestyn ei gilydd yn sefyll ochr yn ochr, ac fe’u cyfrifir heb byth gymryd cyfartaledd.
about-stances = Safbwyntiau
about-strengths = Cryfder
about-strengths-under = O’r gwan i’r cryf:
about-governance = Pwy sy’n penderfynu
about-governance-1 = Gall pawb sydd â chyfrif gynnig cofnod, newid neu honiad. Mae curaduron yn edrych ar bob cynnig ac yn ei dderbyn, yn gyfan neu’n rhannol, yn gofyn am newidiadau, neu’n ei wrthod gan roi rheswm.
about-governance-2 = Cedwir pob newid gyda phwy a’i gwnaeth, pryd a pham; mae hanes cofnod yn ei ddangos fesul maes. Caiff pawb sydd wedi cyfrannu gydnabyddiaeth, os dymunant gael eu henwi.
about-privacy-1 = Nid yw’r tudalennau hyn yn gosod unrhyw gwci, ac eithrio un sy’n cofio’r iaith a ddewisoch. Nid oes dim yn cael ei lwytho o wefannau eraill, ac nid oes neb yn cyfrif eich ymweliadau. Ni chedwir eich cwestiynau.
about-privacy-2 = Ffeithiau proffesiynol yn unig sydd yn y cyfeiriadur am bobl, pob un gyda’i ffynhonnell. Gall pwy bynnag sydd yma ofyn am eu cywiro neu eu dileu.
about-accessibility-1 = Nod y tudalennau yw WCAG 2.2, lefel AA. Maent yn gweithio gyda’r bysellfwrdd yn unig, gyda darllenydd sgrin, heb sgriptiau, ar 320 picsel, mewn lliwiau golau a thywyll; mae tabl wrth ymyl pob llun. Profir hyn i gyd gyda phob newid.
about-accessibility-2 = Os oes rhywbeth yn eich cadw allan, dywedwch: nam ydyw, a chaiff ei drwsio.
about-credits = Cydnabyddiaeth
about-credits-1 = Daw’r pwnc cyntaf o alwad am dystiolaeth 2018 y National Co-ordinating Centre for Public Engagement ar y cyfryngau cymdeithasol ac ymgysylltu â’r cyhoedd, ac o’i hymchwil desg. Enwir ffynonellau ar bob cofnod.
about-licence = Trwydded y data:

contribute-title = Cyfrannu
contribute-about = Rydych ar fin gwella:
contribute-lead = Rhannwch offeryn sy’n gweithio, astudiaeth achos, profiad, neu farn wahanol. Caiff pob cyfraniad a dderbynnir ei gydnabod.
contribute-1 = Creu cyfrif.
contribute-1-under = Cyfeiriad e-bost a chyfrinair. Dim lluniau i’w datrys.
contribute-2 = Cynnig.
contribute-2-under = Cofnod newydd, newid, neu honiad am yr hyn sy’n gweithio. Dangosir dyblygiadau posibl.
contribute-3 = Mae curadur yn penderfynu.
contribute-3-under = Cewch glywed am bob cam, gyda’r rheswm.
contribute-open = Agor y fforiwr
contribute-kinds = Beth y gellir ei ychwanegu
contribute-claim = Mae honiad yn dweud bod rhywbeth yn helpu, neu nad yw’n helpu: gyda beth, pam, ac ar ba dystiolaeth. Mae profiad ymarferydd ei hun yn cyfrif.
contribute-report = Rhowch wybod am yr hyn sy’n anghywir, wedi dyddio neu’n niweidiol; bydd curadur yn edrych arno.

developers-title = I ddatblygwyr
developers-lead = Gall rhaglenni gael popeth sydd ar y tudalennau hyn, o’r un cwestiynau a hidlwyr.
developers-graphql = Gofynnwch am yr union beth sydd ei angen arnoch, hidlwyr i unrhyw ddyfnder, ffasedau, seiliau ar bob cyswllt:
developers-linked = Data cysylltiedig
developers-linked-under = Mae gan bob peth gyfeiriad sy’n ateb mewn Turtle, JSON-LD, N-Triples, RDF/XML a JSON.
developers-errors = Gwallau
developers-errors-under = Un tabl o godau ar gyfer pob drws, pob un gyda’r hyn i’w wneud:
developers-addresses = Pob cyfeiriad
developers-address = Cyfeiriad
developers-purpose = Beth sydd yno
embed-name = Enw
embed-about = Disgrifiad
embed-grounds = Honiadau
embed-source = Gweld y cyfan yn { $site }
embed-title = Rhoi rhestr ar eich gwefan eich hun
embed-intro = Mae dwy linell o HTML yn dangos yr hyn sydd yn y cyfeiriadur hwn, bob amser yn gyfredol, heb gwcis.
embed-what = Beth i’w ddangos
embed-view = Fel
embed-view--cards = Cardiau
embed-view--list = Rhestr
embed-view--table = Tabl
embed-query = Amodau, fel yng nghyfeiriad rhestr
embed-limit = Faint
embed-searchable = Gyda blwch chwilio a hidlwyr
embed-update = Dangos
embed-snippet = Y llinellau i’w copïo
embed-frame = Neu ffrâm, lle nad oes croeso i sgriptiau
embed-badge = Bathodyn ar gyfer un cofnod
embed-preview = Sut mae’n edrych
embed-fixed = Y fersiwn hwn a dim un arall, gyda’i wiriad
badge-listed = wedi’i restru
badge-claims = { $count ->
    [one] 1 honiad
   *[other] { $count } honiad
 }

report-title = Rhoi gwybod am broblem
report-under = Mae curadur yn edrych ar bob adroddiad. Nid oes angen cyfrif, ac ni fydd neb arall yn gweld yr hyn a ysgrifennwch.
report-reason = Beth sydd o’i le?
report--out-of-date = Mae wedi dyddio
report--wrong = Mae rhywbeth ynddo’n anghywir
report--broken-link = Nid yw dolen yn gweithio
report--duplicate = Mae yma ddwywaith
report--remove-me = Mae amdanaf i, ac rwyf am iddo gael ei dynnu
report--unfit = Ni ddylai fod yma
report--other = Rhywbeth arall
report-text = Beth yn union, a beth fyddai’n gywir?
report-send = Anfon yr adroddiad
report-thanks = Diolch
report-thanks-under = Mae eich adroddiad wedi cyrraedd. Bydd curadur yn edrych arno.

# Accounts
nav-account = Eich cyfrif
nav-curate = Curadu
nav-sign-in = Mewngofnodi
form-wrong = Edrychwch ar hyn eto
form-optional = (dewisol)
form-choose = Dewiswch …
form-language = Iaith
form-add-row = Ychwanegu un arall
sign-in-title = Mewngofnodi
sign-in-needed = Mewngofnodwch i weld y dudalen hon; cewch eich arwain yn ôl ati.
sign-in-button = Mewngofnodi
sign-in-code = Mae’r cyfrinair yn gywir. Un cam arall.
sign-in-register = Creu cyfrif
sign-in-forgotten = Rwyf wedi anghofio fy nghyfrinair
sign-in-orcid = Mewngofnodi ag ORCID
sign-out = Allgofnodi
sign-out-everywhere = Allgofnodi ym mhobman
account-email = Cyfeiriad e-bost
account-email-new = Cyfeiriad e-bost newydd
account-email-help = Ar gyfer cadarnhau ac i ddweud beth ddaw o’ch cyfraniadau. Ni ddangosir ef byth.
account-password = Cyfrinair
account-password-present = Eich cyfrinair presennol
account-password-new = Cyfrinair newydd
account-password-help = O leiaf { $count } nod o unrhyw fath. Mae sawl gair heb gysylltiad rhyngddynt yn hawdd eu cofio ac yn anodd eu dyfalu.
account-code = Cod
account-code-help = O’ch ap dilysu, neu un o’ch codau adfer.
account-name = Enw
account-name-help = Fel y dylid ei ddangos lle cewch eich cydnabod.
account-credited = Enwch fi fel cyfrannwr
account-credited-help = Heb hyn cydnabyddir eich cyfraniadau i ddynodydd nad yw’n dweud wrth neb pwy ydych.
account-notified = Dywedwch wrthyf drwy e-bost beth ddaw o’m cyfraniadau
account-role = Rôl
account-since = Yma ers
account-who = Pwy ydych chi
account-safety = Mewngofnodi
account-factor-on = { $count ->
    [one] Mae ail ffactor wedi’i osod. Mae un cod adfer ar ôl.
   *[other] Mae ail ffactor wedi’i osod. Mae { $count } cod adfer ar ôl.
 }
account-factor-off = Nid oes ail ffactor eto. Gydag un, nid yw cyfrinair wedi’i ddwyn yn werth dim.
account-orcid = Wedi’i gysylltu â’r ORCID iD
account-orcid-link = Cysylltu ORCID iD
account-orcid-unlink = Datgysylltu
account-places = Lle rydych wedi mewngofnodi
account-place = Ers { $day }
account-place-factor = gydag ail ffactor
account-until = tan { $day }
account-keys = Allweddi i raglenni
account-keys-none = Nid oes rhaglen yn gweithredu yn eich enw.
account-key-name = Ar gyfer beth mae
account-key-scopes = Beth caiff ei wneud
account-key-days = Nifer y dyddiau y mae’n ddilys
account-key-revoke = Dirymu
account-searches = Chwiliadau a gadwyd
account-searches-none = Dim. Daw newyddion am chwiliad a gadwyd drwy e-bost.
account-search-forget = Anghofio
account-data = Eich data
account-data-under = Yr hyn a gyfranasoch, a’r hyn a ddywedwyd amdano.
account-export = Ewch ag ef gyda chi (JSON-LD)
account-export-csv = Fel tabl (CSV)
account-back = Yn ôl i’ch cyfrif
account-unverified = Nid yw eich cyfeiriad wedi’i gadarnhau eto: dilynwch y ddolen yn yr e-bost a anfonwyd atoch. Tan hynny gallwch gadw drafftiau, ond nid eu hanfon.
account-suspended = Mae’r cyfrif hwn wedi’i atal. Gwelwch yr hyn a gedwir amdanoch, ond ni allwch gyfrannu.
account-dormant = Mae ar eich rôl angen ail ffactor, a dechreuodd y sesiwn hon heb un.
account-dormant-do = Gosodwch ef, neu mewngofnodwch gydag ef
role--contributor = Cyfrannwr
role--curator = Curadur
role--administrator = Gweinyddwr
interval--daily = unwaith y dydd
interval--weekly = unwaith yr wythnos
register-title = Creu cyfrif
register-lead = I ychwanegu offeryn, astudiaeth achos, neu’r hyn y gwelsoch yn gweithio. Mae curadur yn edrych ar bopeth yn gyntaf.
register-button = Creu fy nghyfrif
register-sign-in = Mae gennyf gyfrif eisoes
register-done-title = Edrychwch yn eich blwch post
register-done = Mae e-bost ar ei ffordd. Dilynwch y ddolen ynddo, a gallwch gyfrannu.
register-done-under = Dim byd ar ôl rhai munudau? Edrychwch yn y ffolder sbam, neu gofynnwch am y ddolen eto ar y dudalen cyfrineiriau a anghofiwyd.
confirm-title = Cadarnhau eich cyfeiriad
confirm-lead = Ai eich cyfeiriad chi yw hwn?
confirm-button = Ie, fy un i yw ef
confirm-done-title = Mae eich cyfeiriad wedi’i gadarnhau
confirm-done = Diolch. Gallwch fewngofnodi a chyfrannu nawr.
reset-title = Gosod cyfrinair
reset-lead = Dewiswch gyfrinair newydd i’ch cyfrif.
reset-button = Gosod y cyfrinair hwn
reset-done-title = Mae eich cyfrinair wedi’i osod
reset-done = Mae pawb oedd wedi mewngofnodi â’r hen un wedi’u hallgofnodi. Gallwch fewngofnodi nawr.
forgotten-title = Gofyn am gyfrinair newydd
forgotten-lead = Anfonir dolen i’r cyfeiriad, os oes cyfrif ganddo.
forgotten-button = Anfon y ddolen
forgotten-done-title = Edrychwch yn eich blwch post
forgotten-done = Os oes cyfrif gan y cyfeiriad, mae dolen ar ei ffordd.
unsubscribe-title = Dim mwy o e-byst
unsubscribe-lead = Ni fydd e-byst am eich cyfraniadau’n cael eu hanfon mwyach. Bydd e-byst am y cyfrif ei hun o hyd.
unsubscribe-button = Peidiwch ag anfon mwy
unsubscribe-done-title = Dim mwy o e-byst
unsubscribe-done = Ni chaiff e-byst am gyfraniadau eu hanfon atoch mwyach. Gallwch newid hynny yn eich cyfrif.
orcid-title = Rydych yn ôl o ORCID
orcid-refused = Ni wnaeth ORCID eich mewngofnodi. Gallwch ddechrau eto, neu fewngofnodi â’ch cyfeiriad a’ch cyfrinair.
orcid-program = Rhowch hyn i’r rhaglen a’ch anfonodd yno, o fewn deng munud.
orcid-unknown = Nid ydych wedi mewngofnodi.
deed--profile = Newid enw a chaniatâd
deed--password = Newid y cyfrinair
deed--email = Newid y cyfeiriad e-bost
deed--factor = Gosod ail ffactor
deed--factor-remove = Tynnu’r ail ffactor
deed--recovery = Codau adfer newydd
deed--key = Creu allwedd i raglen
deed--erase = Dileu’r cyfrif
deed-do--profile = Cadw
deed-do--password = Ei newid
deed-do--email = Anfon dolen yno
deed-do--factor = Ymlaen
deed-do--factor-remove = Ei dynnu
deed-do--recovery = Creu rhai newydd
deed-do--key = Creu’r allwedd
deed-do--erase = Dileu popeth
deed-lead--profile = Yr hyn y mae eraill yn ei weld ohonoch, ac a gawn ysgrifennu.
deed-lead--password = Caiff pawb sydd wedi mewngofnodi â’r hen un eu hallgofnodi.
deed-lead--email = Defnyddir y cyfeiriad newydd ar ôl i chi ddilyn dolen a anfonwn yno.
deed-lead--factor = Cod o ap ar eich ffôn, ochr yn ochr â’r cyfrinair. Mae ar guraduron angen un.
deed-lead--factor-remove = Cewch eich allgofnodi ym mhobman, a bydd cyfrinair yn unig yn ddigon eto.
deed-lead--recovery = Nid yw’r hen rai’n ddilys mwyach.
deed-lead--key = Mae rhaglen sy’n dangos yr allwedd yn gweithredu yn eich enw, ar gyfer yr hyn a ddewiswch yma a dim arall.
deed-lead--erase = Mae eich cyfrif yn mynd am byth, gyda’ch drafftiau, cyflwyniadau, sylwadau ac adroddiadau. Mae’r hyn a gyhoeddwyd ohonynt yn aros, heb enwi neb.
done--profile = Wedi’i gadw.
done--password = Mae’r cyfrinair wedi’i newid.
done--email = Mae dolen ar ei ffordd i’r cyfeiriad newydd.
done--key-revoke = Mae’r allwedd wedi’i dirymu.
done--orcid = Mae eich ORCID iD wedi’i gysylltu.
done--orcid-unlink = Nid yw’r ORCID iD wedi’i gysylltu mwyach.
done--search-forget = Mae’r chwiliad wedi’i anghofio.
done--draft-discard = Mae’r drafft wedi mynd.
factor-scan = Sganiwch hwn ag ap dilysu, yna teipiwch y cod y mae’n ei ddangos.
factor-picture = Cod i’w sganio gan ap dilysu; mae’r un peth isod fel testun
factor-type = Neu teipiwch hwn yn yr ap:
factor-code = Y cod y mae’r ap yn ei ddangos
factor-confirm = Ei osod
codes-title = Codau adfer
codes = Ysgrifennwch y rhain a’u cadw ar wahân i’ch ffôn. Mae pob un yn cymryd lle cod unwaith.
codes-under = Ni ddangosir hwy eto.
key-title = Allwedd newydd
key = Copïwch hi nawr; ni ddangosir hi eto.
erased-title = Mae eich cyfrif wedi’i ddileu
erased = Diolch am yr hyn a gyfranasoch.
