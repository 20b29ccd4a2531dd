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
ask-corrected = darllenwyd fel “{ $to }”
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
about-privacy-1 = Nid yw’r tudalennau hyn yn gosod unrhyw gwci nes i chi fewngofnodi, ac eithrio un sy’n cofio’r iaith a ddewisoch; mae pwy bynnag sy’n mewngofnodi’n cael dau, sy’n dweud pwy ydynt wrth y wefan hon ac wrth neb arall. Nid oes dim yn cael ei lwytho o wefannau eraill, ac nid oes neb yn cyfrif eich ymweliadau. Ni chedwir eich cwestiynau.
about-privacy-2 = Ffeithiau proffesiynol yn unig sydd yn y cyfeiriadur am bobl, pob un gyda’i ffynhonnell. Gall pwy bynnag sydd yma ofyn am eu cywiro neu eu dileu.
about-accessibility-1 = Nod y tudalennau yw WCAG 2.2, lefel AA. Maent yn gweithio gyda’r bysellfwrdd yn unig, gyda darllenydd sgrin, heb sgriptiau, ar 320 picsel, mewn lliwiau golau a thywyll; mae tabl wrth ymyl pob llun. Profir hyn i gyd gyda phob newid.
about-accessibility-2 = Os oes rhywbeth yn eich cadw allan, dywedwch: nam ydyw, a chaiff ei drwsio.
about-credits = Cydnabyddiaeth
about-credits-1 = Daw’r pwnc cyntaf o alwad am dystiolaeth 2018 y National Co-ordinating Centre for Public Engagement ar y cyfryngau cymdeithasol ac ymgysylltu â’r cyhoedd, ac o’i hymchwil desg. Enwir ffynonellau ar bob cofnod.
about-licence = Trwydded y data:

contribute-title = Cyfrannu
contribute-lead = Rhannwch offeryn sy’n gweithio, astudiaeth achos, profiad, neu farn wahanol. Caiff pob cyfraniad a dderbynnir ei gydnabod.
contribute-1 = Creu cyfrif.
contribute-1-under = Cyfeiriad e-bost a chyfrinair. Dim lluniau i’w datrys.
contribute-2 = Cynnig.
contribute-2-under = Cofnod newydd, newid, neu honiad am yr hyn sy’n gweithio. Dangosir dyblygiadau posibl.
contribute-3 = Mae curadur yn penderfynu.
contribute-3-under = Cewch glywed am bob cam, gyda’r rheswm.
contribute-kinds = Beth y gellir ei ychwanegu
contribute-claim = Mae honiad yn dweud bod rhywbeth yn helpu, neu nad yw’n helpu: gyda beth, pam, ac ar ba dystiolaeth. Mae profiad ymarferydd ei hun yn cyfrif.

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

# Documents
document-title = Testun
document-notes = Mae rhywfaint o’r hyn y cyfeirir ato yma wedi newid ers ei ysgrifennu:
document-contents = Cynnwys
document-references = Cyfeiriadau
document-references-under = Mae pob un yn arwain at y cofnod yn y cyfeiriadur hwn ac at y dystiolaeth y mae’n seiliedig arni.
document-forms = I’w gadw a’i ddyfynnu:
document-credits = Cydnabyddiaethau
document-publisher = Cyhoeddwyd gan
document-unnamed = { $count ->
    [one] a { $count } cyfrannwr nas enwir
   *[other] a { $count } cyfrannwr nas enwir
  }
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
mail-title--confirm = Cadarnhau eich cyfeiriad
mail-lead--confirm = Ai eich cyfeiriad chi yw hwn?
mail-button--confirm = Ie, fy un i yw ef
mail-done-title--confirm = Mae eich cyfeiriad wedi’i gadarnhau
mail-done--confirm = Diolch. Gallwch fewngofnodi a chyfrannu nawr.
mail-title--reset = Gosod cyfrinair
mail-lead--reset = Dewiswch gyfrinair newydd i’ch cyfrif.
mail-button--reset = Gosod y cyfrinair hwn
mail-done-title--reset = Mae eich cyfrinair wedi’i osod
mail-done--reset = Mae pawb oedd wedi mewngofnodi â’r hen un wedi’u hallgofnodi. Gallwch fewngofnodi nawr.
mail-title--forgotten = Gofyn am gyfrinair newydd
mail-lead--forgotten = Anfonir dolen i’r cyfeiriad, os oes cyfrif ganddo.
mail-button--forgotten = Anfon y ddolen
mail-done-title--forgotten = Edrychwch yn eich blwch post
mail-done--forgotten = Os oes cyfrif gan y cyfeiriad, mae dolen ar ei ffordd.
mail-title--unsubscribe = Dim mwy o e-byst
mail-lead--unsubscribe = Ni fydd e-byst am eich cyfraniadau’n cael eu hanfon mwyach. Bydd e-byst am y cyfrif ei hun o hyd.
mail-button--unsubscribe = Peidiwch ag anfon mwy
mail-done-title--unsubscribe = Dim mwy o e-byst
mail-done--unsubscribe = Ni chaiff e-byst am gyfraniadau eu hanfon atoch mwyach. Gallwch newid hynny yn eich cyfrif.
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

# Contributing
calling-use = Caiff trefnwyr yr alwad ddefnyddio hwn ar gyfer eu synthesis, a’i gadw cyhyd â bod hwnnw wedi’i gyhoeddi
calling-credit = Pwy i’w gydnabod
calling-by-name = Yr enw isod
calling-unnamed = Neb: peidiwch â’m henwi
calling-credit-name = Enw i’w gydnabod
calling-licence = Trwydded
calling-licence-help = Cyfeiriad trwydded; un y cyfeiriadur hwn oni roddwch un arall.
contribute-claim-do = Dywedwch beth weithiodd
contribute-improve = Gwella’r hyn sydd yno
contribute-improve-under = Mae gan bob cofnod “Awgrymu golygiad” ar ei dudalen. Dim ond yr hyn a newidiwch a gynigir.
contribute-others = Termau geirfâu a rhannau eraill
edit-new = Newydd: { $kind }
edit-change = Awgrymu golygiad i { $name }
edit-amend = Newid eich cyfraniad: { $name }
edit-change-lead = Newidiwch yr hyn sy’n anghywir neu ar goll, a gadewch y gweddill fel y mae. Mae curadur yn gweld y ddwy fersiwn ochr yn ochr.
edit-anonymous = Gallwch lenwi’r ffurflen ac edrych arni. I’w hanfon mae angen cyfrif arnoch:
edit-sign-in = Nid ydych wedi mewngofnodi. Nid oes dim wedi’i golli: mewngofnodwch mewn tab arall, dewch yn ôl yma a’i hanfon eto.
edit-stale = Rydych wedi mewngofnodi ers i’r ffurflen hon gael ei gwneud. Nid oes dim wedi’i golli: edrychwch drosti a’i hanfon eto.
edit-alike = A yw yma eisoes?
edit-alike-under = Gall y rhain fod yr un peth. Os yw un ohonynt, awgrymwch olygiad iddo yn lle hynny; os nad oes un, anfonwch eich un chi eto.
edit-preview = Rhagolwg
edit-preview-under = Dyma’r hyn a gynigir. Nid oes dim wedi’i anfon eto.
edit-preview-do = Rhagolwg
edit-send = Anfon at guradur
edit-draft-do = Cadw fel drafft
edit-note = Nodyn i guraduron
edit-note-help = Pam, a lle gellir ei wirio. Ni chyhoeddir ef.
alike--identifier = yr un dynodydd allanol
alike--address = yr un cyfeiriad gwe
alike--name = enw tebyg
draft-kept = Wedi’i gadw. Cewch hyd iddo ymhlith eich drafftiau.
draft-kept-short = Drafft wedi’i gadw
draft-resumed = Dyma eich drafft.
draft-unnamed = Heb enw eto
draft-discard = Gwaredu
draft-missing = { $count ->
    [0] Nid oes dim ar goll.
    [one] Mae un peth i’w wneud o hyd.
   *[other] Mae { $count } peth i’w gwneud o hyd.
 }
drafts-title = Drafftiau
drafts-under = Nid oes neb arall yn eu gweld.
drafts-none = Nid oes rhai. Mae pob ffurflen yn cadw’r hyn a deipiwch, unwaith y gofynnwch.
drafts-count = { $count ->
    [one] 1 drafft
   *[other] { $count } drafft
 }
submissions-title = Fy nghyfraniadau
submissions-new = Ychwanegu rhywbeth
submissions-asked = Gofynnir rhywbeth gennych
submissions-news = Beth ddigwyddodd
submissions-count = { $count ->
    [0] Dim byd yma
    [one] Un cyflwyniad
   *[other] { $count } cyflwyniad
 }
submissions-what = Beth
submissions-kind = Math
submissions-state = Cyflwr
submissions-changed = Newidiwyd ddiwethaf
submission-back = Yn ôl i’r cyflwyniad
kind--record = Cofnod newydd
kind--change = Newid
kind--withdrawal = Tynnu’n ôl
kind--ownership = Perchnogaeth
kind--report = Adroddiad
state--submitted = Yn aros
state--in-review = Dan adolygiad
state--changes-requested = Gofynnwyd am newid
state--published = Derbyniwyd
state--rejected = Heb ei dderbyn
state--withdrawn = Tynnwyd yn ôl
state--quarantined = Wedi’i ddal
state--appealed = Apeliwyd
state-words--submitted = Mae’n aros am guradur.
state-words--in-review = Mae curadur yn edrych arno.
state-words--changes-requested = Mae’n aros i’w awdur newid yr hyn y gofynnodd curadur amdano.
state-words--published = Mae’r hyn a gynigiodd yn gyhoeddus, yn gyfan neu’n rhannol.
state-words--rejected = Ni chafodd ei dderbyn; mae’r rheswm isod.
state-words--withdrawn = Tynnodd ei awdur ef yn ôl.
state-words--quarantined = Mae wedi’i ddal am y gall fod yn sbam; gall ei awdur apelio.
state-words--appealed = Cafodd ei ddal am y gall fod yn sbam, ac mae ei awdur yn gofyn am olwg arall.
step--submitted = Cyflwynwyd
step--reported = Adroddwyd
step--amended = Newidiwyd gan ei awdur
step--taken = Cymerwyd gan guradur
step--returned = Gofynnwyd am newid
step--accepted = Derbyniwyd
step--rejected = Heb ei dderbyn
step--retracted = Tynnwyd yn ôl gan ei awdur
step--quarantined = Daliwyd
step--appealed = Apeliwyd
step--released = Nid yw’n cael ei ddal mwyach
step--commented = Sylw
step--published = Cyhoeddwyd
step--revised = Newidiwyd
step--withdrawn = Tynnwyd yn ôl
step--merged = Unwyd
step--unmerged = Tynnwyd yr uno yn ôl
step--restored = Adferwyd
step--deprecated = Nid argymhellir mwyach
step--restated = Dywedwyd o’r newydd
step--owned = Newidiodd y berchnogaeth
step--endorsed = Ategwyd
step--forgotten = Tynnwyd ymaith
step--erased = Dilëwyd
action--amend = Ei newid
action--retract = Ei dynnu’n ôl
action--appeal = Apelio
action--comment = Dweud hynny
action--take = Ei gymryd
action--accept = Derbyn a chyhoeddi
action--return = Gofyn am newid
action--reject = Peidio â derbyn
action--quarantine = Dal fel sbam
action--release = Peidio â dal mwyach
who-guard = y gwiriad sbam
who-anonymous = rhywun heb gyfrif
who-curator = curadur
dossier-you = Chi
dossier-taken = Mae { $who } yn edrych arno.
dossier-others = { $count ->
    [one] Un cyflwyniad gan yr awdur hwn
   *[other] { $count } cyflwyniad gan yr awdur hwn
 }
dossier-report = Beth sydd o’i le:
sign-domain = Mae cyfeiriad cadarnhaol yr awdur ar barth cyfeiriad gwe’r cofnod.
sign-orcid = Mae cyfrif yr awdur wedi’i gysylltu â’r ORCID iD sydd gan y cofnod.
dossier-violations = Mae hyn yn atal ei gyhoeddi
dossier-new = Beth mae’n ei ddweud
dossier-difference = Beth mae’n ei newid
dossier-value = Gwerth
dossier-partly = Ni dderbynnir yr hyn nad yw wedi’i farcio.
dossier-accept = Derbyn
dossier-met = wedi newid ers hynny
dossier-decide = Penderfynu
dossier-template = Rheswm arferol
dossier-reason = Rheswm
dossier-reason-help = Mae ei awdur yn ei ddarllen. Mae ei angen i ofyn am newid, i ddal, ac i beidio â derbyn.
dossier-steps = Beth ddigwyddodd
dossier-fields = Derbyniwyd:
dossier-say = Dweud rhywbeth
dossier-said = Eich geiriau
dossier-done--sent = Diolch. Mae wedi cyrraedd; mae curadur yn edrych arno, a chewch glywed am bob cam.
dossier-done--decided = Wedi’i wneud.
dossier-done--said = Wedi’i ddweud.
dossier-done--taken-back = Mae wedi’i dynnu’n ôl.
dossier-done--appealed = Mae eich apêl wedi cyrraedd.
reason--source = Dywedwch lle gellir gwirio hyn: cyhoeddiad, tudalen, neu brofiad pwy ydyw.
reason--wording = Ailwampiwch hyn: dylai ddweud beth wnaed a beth ddaeth ohono, heb ganmol.
reason--duplicate = Mae hyn yma eisoes; awgrymwch olygiad i’r cofnod hwnnw yn lle hynny.
reason--scope = Nid yw hyn am ymgysylltu’r cyhoedd ag ymchwil, ac nid yw’n perthyn yma.
reason--evidence = Nid yw’r dystiolaeth yn cynnal cryfder yr honiad; dewiswch un gwannach.
reason--advertising = Mae hyn yn darllen fel hysbyseb.
curate-title = Curadu
curate-parts = Rhannau o guradu
curate-queue = Ciw
curate-looks = Cyflyrau
curate-terms = Termau geirfâu
curate-type = Am
curate-narrow = Cyfyngu
curate-choose = Dewis
curate-by = Gan
curate-age = Oed
curate-many = Penderfynu am y rhai a farciwyd
look--waiting = Yn aros
look--in-review = Dan adolygiad
look--asked = Gyda’u hawduron
look--held = Wedi’u dal
look--decided = Penderfynwyd
age-hours = { $count ->
    [0] newydd
    [one] 1 awr
   *[other] { $count } awr
 }
age-days = { $count ->
    [one] 1 diwrnod
   *[other] { $count } diwrnod
 }
activity-title = Pwy wnaeth beth
activity-under = Pob digwyddiad yn y cofnodlyfr, yr olaf yn gyntaf.
activity-what = Beth ddigwyddodd
activity-undo = tynnu’n ôl
statistics-title = Ystadegau
statistics-states = Cyflwyniadau
statistics-recent = Yn y 30 diwrnod diwethaf
statistics-curators = Penderfyniadau yn y 30 diwrnod diwethaf
statistics-records = Cyhoeddwyd
statistics-nothing = Dim byd eto.
statistics-median = Oriau hyd benderfyniad, canolrif
stale-title = Gadawyd hiraf
stale-under = Cofnodion nad oes neb wedi’u newid am yr amser hiraf. A yw’r cyfan yn wir o hyd?
accounts-title = Cyfrifon
accounts-under = Mae rolau’n cyfrif unwaith y bydd rhywun wedi mewngofnodi ag ail ffactor.
accounts-done = Wedi’i wneud; dywedir wrth ei berchennog drwy e-bost.
accounts-suspended = wedi’i atal
accounts-unverified = cyfeiriad heb ei gadarnhau
accounts-factor = ail ffactor
accounts-role-do = Rhoi’r rôl hon
accounts-more = Mwy
accounts-suspend = Atal
accounts-reinstate = Adfer
history-restore = Gwneud iddo ddweud hyn eto
record-deed--endorse = Rwyf wedi gweld yr un peth
record-deed--own = Fi yw hwn, neu ni biau
record-deed--take-back = Gofyn iddo gael ei dynnu’n ôl
record-deed--merge = Uno ag un arall
record-deed--unmerge = Tynnu’r uno yn ôl
record-deed--deprecate = Nodi nad argymhellir mwyach
record-deed--withdraw = Tynnu’n ôl
record-deed--restore = Adfer
record-deed--erase = Dileu am byth
record-deed-do--endorse = Ei ategu
record-deed-do--own = Gofyn
record-deed-do--take-back = Gofyn
record-deed-do--merge = Uno
record-deed-do--unmerge = Ei dynnu’n ôl
record-deed-do--deprecate = Ei nodi
record-deed-do--withdraw = Ei dynnu’n ôl
record-deed-do--restore = Ei adfer
record-deed-do--erase = Ei ddileu
record-deed-lead--endorse = Dywedwch fod hyn yn cytuno â’ch profiad eich hun. Mae’n cyfrif unwaith i bob person.
record-deed-lead--own = Mae curadur yn edrych ai chi biau. O hynny ymlaen gwelwch yr hyn a gynigir amdano.
record-deed-lead--take-back = Curadur sy’n penderfynu. Bydd darllenwyr yn gweld y rheswm lle bu’r cofnod.
record-deed-lead--merge = Mae’r ddau yr un peth. Mae’r llall yn aros, yn cymryd dolenni a honiadau drosodd, ac mae’r hen gyfeiriad yn arwain yno.
record-deed-lead--unmerge = Bydd popeth fel pe na bai dim wedi’i uno.
record-deed-lead--deprecate = Mae’n aros lle mae, a dywedir wrth ddarllenwyr am beidio â’i ddefnyddio mwyach.
record-deed-lead--withdraw = Ni ddangosir ef mwyach; mae ei gyfeiriad yn dweud y rheswm. Gellir ei adfer.
record-deed-lead--restore = Bydd yn dweud eto yr hyn a ddywedodd bryd hynny, neu’n ôl os tynnwyd ef yn ôl.
record-deed-lead--erase = Mae popeth a gedwir ohono’n mynd am byth. Ni ellir dadwneud hyn. Peidiwch ag enwi neb yn y rheswm: mae’n aros.
record-deed-why--endorse = Ble, gyda phwy a sut?
record-deed-why--own = Sut gall curaduron ddweud mai chi biau?
record-deed-why--take-back = Pam?
record-deed-why--merge = Pam? Caiff pawb ei ddarllen.
record-deed-why--unmerge = Pam? Caiff pawb ei ddarllen.
record-deed-why--deprecate = Pam? Caiff pawb ei ddarllen.
record-deed-why--withdraw = Pam? Caiff pawb ei ddarllen.
record-deed-why--restore = Pam? Caiff pawb ei ddarllen.
record-deed-why--erase = Pam? Mae’n aros am byth.
record-deed-into = Y cofnod sy’n aros
record-deed-take = Cymryd y meysydd hyn o’r cofnod hwn yn lle cadw rhai’r llall
record-deed-replacement = Beth i’w ddefnyddio yn lle hynny
record-deed-dependents = Tynnu’n ôl hefyd yr hyn na all sefyll hebddo
record-deed-leave = Gadael yr hyn a newidiwyd ers hynny fel y mae
record-deed-revision = Adolygiad
record-deed-revision-help = O’i hanes. Gadewch ef yn wag i ddod â’r hyn a dynnwyd yn ôl yn ôl.
step--assigned = Newidiodd rhan mewn galwad
step--coded = Codiwyd
step--reconciled = Cytunwyd ar y codio
step--concluded = Dywedwyd y canlyniad
step--consented = Dywedwyd am ganiatâd
consent = Sut rydych yn gwybod bod y person yn cytuno
consent-help = Ni chyhoeddir dim am berson oni bai bod rhywun yn dweud hynny.
basis--oneself = Amdanaf i mae hwn, ac rwy’n cytuno.
basis--asked = Rwyf wedi gofyn i’r person, ac mae’n cytuno.
basis--public = Maent wedi’i wneud yn gyhoeddus eu hunain, fel y dywed y ffynonellau.
sign-site = Mae gwefan y cofnod ei hun yn dangos y tocyn a roddwyd i’r awdur.
sign-consent = Nid oes neb yn dweud eto bod y person yn cytuno i: { $fields }.
# Galwadau, ymatebion, synthesis
call-title = Cymryd rhan
call-opens = Yn derbyn cyfraniadau o
call-closes = Yn cau
call-ends = Cyfraniadau hwyr tan
call-zone = Cylchfa amser
call-attend = Sut mae'r alwad yn mynd
call-send = Anfonwch:
call-moved = Symudwyd yr alwad
responses-title = Ymatebion
responses-under = Pwy sy'n dweud beth amdano, ochr yn ochr.
responses-nobody = Rhywun heb ei enwi
responses-evidence = ar sail
responses-respond = Ymatebwch iddo
responses-without-stance = Heb safbwynt
progress-title = Sut mae'n mynd: { $name }
progress-total = Wedi'u hanfon
progress-late = O'r rhain yn hwyr
progress-to-code = I'w codio
progress-coded = Wedi'u codio gan ddau
progress-settled = Wedi'u setlo
progress-without-outcome = Heb ganlyniad
progress-questions = Yn ôl cwestiwn
progress-no-question = Dim cwestiwn
progress-days = Yn ôl diwrnod
progress-people = Pwy sydd â pha ran
progress-submissions = Yr hyn a anfonwyd
progress-what = Beth
progress-question = Cwestiwn
progress-received = Derbyniwyd
progress-state = Cyflwr
progress-coders = Codiwyd gan
progress-outcome = Canlyniad
progress-is-late = hwyr
coding-do = Codiwch ef
coding-note = Nodyn i'r golygyddion
coding-why = Pam y setlwyd felly
coding-settle = Setlwch am beth y mae
coding-settle-do = Setlwch ef
coding-outcome = Beth ddaeth ohono
coding-blind = Cewch weld yr hyn a nododd eraill pan fydd dau wedi ei godio a chithau'n un ohonynt.
outcome-title = Beth ddaeth ohono: { $name }
outcome-licence = Trwydded
outcome-record = Cyhoeddwyd fel
outcome-used-in = Defnyddiwyd yn
outcome-used-in-help = Allweddi neu gyfeiriadau cofnodion cyhoeddedig, gyda chomas rhyngddynt.
outcome-credited-in = Cydnabuwyd yn
outcome-say = Dywedwch beth ddaeth ohono
outcome-became = Beth ddaeth ohono
outcome-reason = Pam, i bwy bynnag a'i hanfonodd
outcome-credit-as = Cydnabod fel
outcome-credit-as-help = Cofnod pwy bynnag sydd i'w gydnabod, lle na roddwyd ond enw.
outcome-do = Dywedwch hynny
became--used = Fe'i defnyddiwyd yn y synthesis.
became--published = Mae yn y cyfeiriadur, ac ni chafodd ei ddefnyddio yn y synthesis.
became--out-of-scope = Mae am rywbeth heblaw'r alwad.
became--duplicate = Roedd rhywun arall wedi anfon yr un peth.
became--not-used = Ni chafodd ei ddefnyddio.
became--taken-back = Fe'i cymerwyd yn ôl.
became--pending = Nid yw wedi'i benderfynu eto.
duty--organiser = Trefnydd
duty--coder = Codiwr
duty--editor = Golygydd
submission--submitted = Yn aros
submission--in-review = Yn cael ei adolygu
submission--changes-requested = I'w newid
submission--published = Cyhoeddwyd
submission--rejected = Heb ei dderbyn
submission--withdrawn = Cymerwyd yn ôl
submission--quarantined = Wedi'i ddal
submission--appealed = Wedi'i ddal, apeliwyd
# Coming to events
attend-title = Cofrestru: { $name }
attend-placed = Mae gennych le.
attend-closed = Mae’r cofrestru wedi cau.
attend-closes = Mae’r cofrestru’n cau ar { $when }.
attend-sign-in = Mewngofnodwch i gofrestru
attend-needs = Beth sydd ei angen arnoch i allu cymryd rhan?
attend-needs-help = Capsiynau, mynediad heb risiau, ystafell dawel, cynorthwyydd: beth bynnag ydyw. Y trefnwyr sy’n ei ddarllen, neb arall, a chaiff ei anghofio wythnos ar ôl y digwyddiad.
attend-change = Cadw
attend-wait = Ymuno â’r rhestr aros
attend-register = Cofrestru
attend-withdraw = Ni allaf ddod: tynnu’n ôl
attend-privacy = Mae’r trefnwyr yn gweld eich enw, eich cyfeiriad e-bost a’r hyn sydd ei angen arnoch. Caiff y cyfan ei anghofio naw deg diwrnod ar ôl y digwyddiad.
attend-calendar = I’ch calendr
attend-table = Pwy sy’n dod (CSV)
record-attend = Cofrestru ar gyfer hwn
record-calendar = I’ch calendr
attend-free = { $count ->
    [0] Mae pob lle wedi’i lenwi.
    [one] Mae un lle ar gael.
   *[other] Mae { $count } lle ar gael.
  }
attend-waits = Rydych ar y rhestr aros, yn safle { $count }.
search-name = Enw’r chwiliad hwn
search-interval = Pa mor aml ar y mwyaf
search-tell = Cael gwybod beth sy’n newydd yma
deed--search = Cael gwybod am newyddion
deed-do--search = Cadw’r chwiliad hwn
deed-lead--search = E-bost pan ddaw rhywbeth i’r rhestr hon, neu pan newidia rhywbeth ynddi.
done--search = Mae’r chwiliad wedi’i gadw; daw newyddion amdano drwy e-bost.
claim-endorsed = { $count ->
    [0] Nid oes neb wedi dweud eto ei fod yn cytuno â’u profiad eu hunain.
    [one] Mae un person yn dweud ei fod yn cytuno â’u profiad eu hunain.
   *[other] Mae { $count } o bobl yn dweud ei fod yn cytuno â’u profiad eu hunain.
 }
submissions-owned = Am yr hyn sy’n eiddo i chi
