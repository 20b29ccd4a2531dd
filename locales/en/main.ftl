# The words of the interface. One message a line; other languages have the same names. Names with `--` are put together: `change--` and a kind.

skip = Skip to the content
nav-main = Main
nav-browse = Browse
nav-gaps = Evidence gaps
nav-contribute = Contribute
nav-about = About
nav-developers = For developers
footer-licence = Open data under CC BY 4.0: use it, and say where it is from.
footer-privacy = Privacy
footer-accessibility = Accessibility
yes = yes
no = no
contents = On this page
error-title = Something went wrong

home-title = What works when you engage people with research?
home-lead = Tools, case studies, people and publications for public engagement through social media. Each with what it is good for, who says so, and on what evidence.
home-topics = What gets in the way?
home-topics-under = Five reasons why researchers hesitate. Choose one to see what helps.
home-help = things that help
home-gaps = See what is known about each, and what is not
home-supported = Best supported
home-supported-under = Strongest evidence first, out of { $count } claims.
home-kinds = Browse the directory
home-newest = Recently changed
home-newest-all = All, newest first
home-invite = You know something we have missed?
home-invite-under = Add a tool, a case study or your own experience. A curator looks at it, and you are credited.

ask-label = Ask a question
ask-short = Ask a question
ask-placeholder = For example: which tools help with a hostile response?
ask-button = Ask
ask-examples = Try:
ask-title = Ask a question
ask-under = In plain English. The answer says how your question was read and what it stands on.
ask-not-understood = This question was not understood
ask-reading = How your question was read
ask-corrected = written “{ $from }”
ask-unused = Not used:
ask-suggestions = Other ways to ask
ask-answers = Answers
ask-try = Questions that work
ask-search-instead = Search for these words instead
answers = { $count ->
    [0] Nothing here answers this
    [one] 1 answer
   *[other] { $count } answers
 }
records = { $count ->
    [one] 1 record
   *[other] { $count } records
 }
results = { $count ->
    [0] No results
    [one] 1 result
   *[other] { $count } results
 }
results-title = Results
search-title = Browse everything
find-label = Search this list
find-button = Search
everything = Everything
tabs = Kinds
filters = Filters
filters-more = More: { $field }
active = Narrowed by
active-search = Words
active-not = not { $what }
active-remove = take away
active-without = { $count } without
active-clear = Clear all
order-label = Sort by
order-button = Sort
order-relevance = best match
order-grounds = strongest evidence
order-name = name
order-latest = { $field }, latest first
order-modified = recently changed
nothing-title = Nothing fits all of this.
nothing-remove = Take one condition away; the number says what comes back.
nothing-near = Names that begin alike:
nothing-ask = Ask it as a question
pages = Pages
page-before = Previous
page-after = Next
embed-name = Name
embed-about = About
embed-grounds = Claims
embed-source = See all of this at { $site }
embed-title = Put a listing on your own site
embed-intro = Two lines of HTML show what this directory has, always up to date, without cookies.
embed-what = What to show
embed-view = As
embed-view--cards = Cards
embed-view--list = List
embed-view--table = Table
embed-query = Conditions, as in the address of a list
embed-limit = How many
embed-searchable = With a search box and filters
embed-update = Show
embed-snippet = The lines to copy
embed-frame = Or a frame, where scripts are not wanted
embed-badge = A badge for a single record
embed-preview = How it looks
embed-fixed = This version and no other, with its checksum
badge-listed = listed
badge-claims = { $count ->
    [one] 1 claim
   *[other] { $count } claims
 }
queries-title = The same for programs
queries-open = Open in the explorer
queries-data = As data:

helps-with = Helps with
helps-title = What it helps with, and why
helps-under = Each claim with who makes it and on what evidence. Claims that disagree stand side by side.
grounds-show = { $count ->
    [one] The claim and its evidence
   *[other] All { $count } claims and their evidence
 }
claim-about = About
claim-link = This claim
claims-title = Claims
also-called = Also called
deprecated = It is no longer recommended.
deprecated-short = no longer recommended
homepage = Website
facts-title = Facts
arriving-title = Connected with
arriving-all = All { $count }
related-title = Related
origin-title = Where this comes from
origin-sources = The facts were read here:
origin-modified = Last changed on { $day }.
origin-history = History
origin-fields = Each field by itself
origin-field = Field
origin-when = When
origin-who = By
cite-title = Cite this
cite-in = In:
cite-data = As data:
improve-title = Something wrong or missing?
improve-under = Whoever has an account can change it; a curator looks at it first.
improve-suggest = Suggest an edit
improve-claim = Say what it works for
improve-report = Report a problem

answers-title = What helps
answers-under = { $count ->
    [0] Nothing yet.
    [one] One thing is claimed to help.
   *[other] { $count } things are claimed to help, strongest evidence first.
 }
answers-strength = At least this strong
missing-title = What is missing
missing-nothing = nothing is known to help yet
missing-weak = only asserted so far, without evidence
missing-type = { $type }: none that helps
missing-add = Do you know something? Add it

history-title = History of { $name }
history-count = { $count ->
    [one] One change.
   *[other] { $count } changes, newest first.
 }
history-by = by
history-revision = revision
history-fields = { $count ->
    [one] 1 field
   *[other] { $count } fields
 }
history-before = Before
history-after = After
history-older = Older changes
history-newest = Newest changes
change--published = Published
change--revised = Changed
change--withdrawn = Withdrawn
change--deprecated = Marked as no longer recommended
change--merged = Merged
change--unmerged = Merger taken back
change--restored = Restored

gaps-title = Evidence gaps
gaps-lead = { $count ->
    [one] What is known about what. One crossing is empty.
   *[other] What is known about what. { $count } crossings are empty: nothing in this directory helps there yet.
 }
gaps-axes = Cross the challenges with
gaps-types = Kinds of record
gaps-legend = Colour: the strongest evidence. Size: how much there is.
gaps-picture = Evidence gap map

picture-table = The same as a table
picture-take = Take it along:
pictures-more = Other pictures

timeline-title = Over time
timeline-lead = How much of each kind came about in which year. The size of a disc says how much.
timeline-years = Years

places-title = Where it comes from
places-lead = How much there is in each country. The size of a disc says how much.
places-axes = What is counted
places-of = { $type } by country
places-country = Country

around-title = Around { $name }
around-lead = What leads here stands on the left, what it leads to on the right.
around-arrives = Leads here
around-leaves = Leads to
around-others = { $count ->
    [one] One more
   *[other] { $count } more
 }
around-direction = Direction
around-link = Link
around-name = Name
around-kind = Kind
around-address = Address
around-open = Open its page
around-more = Show what is around it
around-save = Save as PNG
around-plain = Show the plain picture
around-walk = Show as a graph to walk on
around-here = See what is around it

about-title = About this directory
about-claims = How claims and their strength work
about-claims-1 = That something helps is never just stated here. A claim says what helps with what, why, who says so and on what evidence; it can be followed to its source.
about-claims-2 = Experts disagree. So claims that support, qualify, dispute or extend one another stand side by side, and are counted and never averaged.
about-stances = Stances
about-strengths = Strength
about-strengths-under = From weak to strong:
about-governance = Who decides
about-governance-1 = Everybody with an account can propose a record, a change or a claim. Curators look at each proposal and accept it, in whole or in part, ask for changes, or refuse it with a reason.
about-governance-2 = Every change is kept with who made it, when and why; the history of a record shows it field by field. Whoever contributed is credited, if they wish to be named.
about-privacy-1 = These pages set no cookie, except one that remembers the language you chose. Nothing is loaded from other sites, and nobody counts your visits. Your questions are not kept.
about-privacy-2 = People stand in the directory with professional facts only, each with its source. Whoever stands here can have them corrected or removed.
about-accessibility-1 = The pages aim at WCAG 2.2, level AA. They work with the keyboard alone, with a screen reader, without scripts, at 320 pixels, in light and dark colours; every picture has a table beside it. All this is tested with each change.
about-accessibility-2 = If something keeps you out, please say so: it is a fault, and it will be mended.
about-credits = Credits
about-credits-1 = The first topic comes from the 2018 call for evidence of the National Co-ordinating Centre for Public Engagement on social media and public engagement, and from its desk research. Sources are named on every record.
about-licence = Licence of the data:

contribute-title = Contribute
contribute-about = You are about to improve:
contribute-lead = Share a tool that works, a case study, an experience, or a view that differs. Every accepted contribution is credited.
contribute-1 = Make an account.
contribute-1-under = An e-mail address and a password. No pictures to solve.
contribute-2 = Propose.
contribute-2-under = A new record, a change, or a claim about what works. Possible duplicates are shown.
contribute-3 = A curator decides.
contribute-3-under = You hear of every step, with the reason.
contribute-open = Open the explorer
contribute-kinds = What can be added
contribute-claim = A claim says that something helps, or does not: with what, why, and on what evidence. A practitioner’s own experience counts.
contribute-report = Report what is wrong, outdated or harmful; a curator looks at it.

developers-title = For developers
developers-lead = Everything on these pages can be had by programs, from the same questions and filters.
developers-graphql = Ask for exactly what you need, filters to any depth, facets, grounds on every edge:
developers-linked = Linked data
developers-linked-under = Every thing has an address that answers in Turtle, JSON-LD, N-Triples, RDF/XML and JSON.
developers-errors = Errors
developers-errors-under = One table of codes for every door, each with what to do:
developers-addresses = Every address
developers-address = Address
developers-purpose = What is there

report-title = Report a problem
report-under = A curator looks at every report. You need no account, and nobody else sees what you write.
report-reason = What is wrong?
report--out-of-date = It is out of date
report--wrong = Something in it is wrong
report--broken-link = A link does not work
report--duplicate = It is here twice
report--remove-me = It is about me, and I want it removed
report--unfit = It should not be here
report--other = Something else
report-text = What exactly, and what would be right?
report-send = Send the report
report-thanks = Thank you
report-thanks-under = Your report has arrived. A curator will look at it.

# Accounts
nav-account = Your account
nav-curate = Curate
nav-sign-in = Sign in
form-wrong = Please look at this again
form-optional = (optional)
form-choose = Choose …
form-language = Language
form-add-row = Add another
sign-in-title = Sign in
sign-in-needed = Sign in to see this page; you will be led back to it.
sign-in-button = Sign in
sign-in-code = The password is right. One more step.
sign-in-register = Make an account
sign-in-forgotten = I have forgotten my password
sign-in-orcid = Sign in with ORCID
sign-out = Sign out
sign-out-everywhere = Sign out everywhere
account-email = E-mail address
account-email-new = New e-mail address
account-email-help = For confirmation and for what becomes of your contributions. It is never shown.
account-password = Password
account-password-present = Your present password
account-password-new = New password
account-password-help = At least { $count } characters of any kind. Several words that have nothing to do with one another are easy to remember and hard to guess.
account-code = Code
account-code-help = From your authenticator app, or one of your recovery codes.
account-name = Name
account-name-help = As it is to be shown where you are credited.
account-credited = Name me as a contributor
account-credited-help = Without this your contributions are credited to an identifier that tells nobody who you are.
account-notified = Tell me by mail what becomes of my contributions
account-role = Role
account-since = Here since
account-who = Who you are
account-safety = Signing in
account-factor-on = { $count ->
    [one] A second factor is set up. One recovery code is left.
   *[other] A second factor is set up. { $count } recovery codes are left.
 }
account-factor-off = There is no second factor yet. With one, a stolen password is worth nothing.
account-orcid = Linked with the ORCID iD
account-orcid-link = Link an ORCID iD
account-orcid-unlink = Unlink
account-places = Where you are signed in
account-place = Since { $day }
account-place-factor = with a second factor
account-until = until { $day }
account-keys = Keys for programs
account-keys-none = No program acts in your name.
account-key-name = What it is for
account-key-scopes = What it may do
account-key-days = Days that it is good
account-key-revoke = Revoke
account-searches = Saved searches
account-searches-none = None. News of a saved search come by mail.
account-search-forget = Forget
account-data = Your data
account-data-under = What you contributed, and what was said about it.
account-export = Take it with you (JSON-LD)
account-export-csv = As a table (CSV)
account-back = Back to your account
account-unverified = Your address is not confirmed yet: follow the link in the mail that we sent you. Until then you can keep drafts, and not send them.
account-suspended = This account is suspended. You see what is kept about you, and cannot contribute.
account-dormant = Your role needs a second factor, and this session began without one.
account-dormant-do = Set it up, or sign in with it
role--contributor = Contributor
role--curator = Curator
role--administrator = Administrator
interval--daily = once a day
interval--weekly = once a week
register-title = Make an account
register-lead = To add a tool, a case study, or what you have seen work. A curator looks at everything first.
register-button = Make my account
register-sign-in = I have an account already
register-done-title = Look into your mailbox
register-done = A mail is on its way. Follow the link in it, and you can contribute.
register-done-under = Nothing there after some minutes? Look into the spam folder, or ask for the link again on the page for forgotten passwords.
confirm-title = Confirm your address
confirm-lead = Is this address yours?
confirm-button = Yes, it is mine
confirm-done-title = Your address is confirmed
confirm-done = Thank you. You can sign in and contribute now.
reset-title = Set a password
reset-lead = Choose a new password for your account.
reset-button = Set this password
reset-done-title = Your password is set
reset-done = Everybody who was signed in with the old one is signed out. You can sign in now.
forgotten-title = Ask for a new password
forgotten-lead = A link is sent to the address, if it has an account.
forgotten-button = Send the link
forgotten-done-title = Look into your mailbox
forgotten-done = If the address has an account, a link is on its way.
unsubscribe-title = No more mail
unsubscribe-lead = Mail about what becomes of your contributions is sent no more. Mail about the account itself still is.
unsubscribe-button = Send me no more
unsubscribe-done-title = No more mail
unsubscribe-done = No mail about contributions is sent to you any more. You can change that in your account.
orcid-title = You are back from ORCID
orcid-refused = ORCID did not sign you in. You can begin again, or sign in with your address and password.
orcid-program = Give this to the program that sent you there, within ten minutes.
orcid-unknown = You are not signed in.
deed--profile = Change name and consents
deed--password = Change the password
deed--email = Change the e-mail address
deed--factor = Set up a second factor
deed--factor-remove = Remove the second factor
deed--recovery = New recovery codes
deed--key = Make a key for a program
deed--erase = Erase the account
deed-do--profile = Save
deed-do--password = Change it
deed-do--email = Send a link there
deed-do--factor = Go on
deed-do--factor-remove = Remove it
deed-do--recovery = Make new ones
deed-do--key = Make the key
deed-do--erase = Erase everything
deed-lead--profile = What others see of you, and whether we may write.
deed-lead--password = Everybody who is signed in with the old one is signed out.
deed-lead--email = The new address is used once you have followed a link that we send there.
deed-lead--factor = A code from an app on your phone, beside the password. Curators need one.
deed-lead--factor-remove = You are signed out everywhere, and a password alone will do again.
deed-lead--recovery = The old ones are good no more.
deed-lead--key = A program that shows the key acts in your name, for what you choose here and nothing else.
deed-lead--erase = Your account goes for good, with your drafts, submissions, comments and reports. What was published of them stays, and names nobody.
done--profile = Saved.
done--password = The password is changed.
done--email = A link is on its way to the new address.
done--key-revoke = The key is revoked.
done--orcid = Your ORCID iD is linked.
done--orcid-unlink = The ORCID iD is not linked any more.
done--search-forget = The search is forgotten.
done--draft-discard = The draft is gone.
factor-scan = Scan this with an authenticator app, then type the code that it shows.
factor-picture = A code to be scanned by an authenticator app; the same stands below as text
factor-type = Or type this into the app:
factor-code = The code that the app shows
factor-confirm = Set it up
codes-title = Recovery codes
codes = Write these down and keep them apart from your phone. Each replaces a code once.
codes-under = They are not shown again.
key-title = A new key
key = Copy it now; it is not shown again.
erased-title = Your account is erased
erased = Thank you for what you contributed.
