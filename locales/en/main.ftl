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
ask-corrected = read as “{ $to }”
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
arriving-version = version { $number }
arriving-title = Connected with
arriving-all = All { $count }
related-title = Related
origin-title = Where this comes from
origin-sources = The facts were read here:
link-broken = does not answer
link-status = Status { $status }
origin-verified = Its address last answered on { $day }.
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
about-privacy-1 = These pages set no cookie until you sign in, except one that remembers the language you chose; whoever signs in gets two, which say who they are to this site and to nobody else. Nothing is loaded from other sites, and nobody counts your visits. Your questions are not kept.
about-privacy-2 = People stand in the directory with professional facts only, each with its source. Whoever stands here can have them corrected or removed.
about-accessibility-1 = The pages aim at WCAG 2.2, level AA. They work with the keyboard alone, with a screen reader, without scripts, at 320 pixels, in light and dark colours; every picture has a table beside it. All this is tested with each change.
about-accessibility-2 = If something keeps you out, please say so: it is a fault, and it will be mended.
about-credits = Credits
about-credits-1 = The first topic comes from the 2018 call for evidence of the National Co-ordinating Centre for Public Engagement on social media and public engagement, and from its desk research. Sources are named on every record.
about-licence = Licence of the data:

contribute-title = Contribute
contribute-lead = Share a tool that works, a case study, an experience, or a view that differs. Every accepted contribution is credited.
contribute-1 = Make an account.
contribute-1-under = An e-mail address and a password. No pictures to solve.
contribute-2 = Propose.
contribute-2-under = A new record, a change, or a claim about what works. Possible duplicates are shown.
contribute-3 = A curator decides.
contribute-3-under = You hear of every step, with the reason.
contribute-kinds = What can be added
contribute-claim = A claim says that something helps, or does not: with what, why, and on what evidence. A practitioner’s own experience counts.

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
developers-conformance = Conformance numbers
developers-conformance-under = What other people’s suites and programs say of this directory, as the tests of this version found it.
developers-conformance-suite = Suite
developers-conformance-judges = What it judges
developers-conformance-held = Held / tried
developers-going = What goes away
developers-going-under = Whatever programs rely on stays for at least six months after it is said here. Answers to requests that use it say so in the headers Deprecation and Sunset; the schema, OpenAPI and the ontology mark it.
developers-going-none = Nothing at the moment.
developers-going-what = What
developers-going-since = Said on
developers-going-sunset = Goes on
developers-going-instead = Use instead

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

# Documents
document-title = Text
document-notes = Some of what this refers to has changed since it was written:
document-contents = Contents
document-references = References
document-references-under = Each leads to the record in this directory and to the evidence it rests on.
document-forms = To keep and to cite:
document-credits = Credits
document-publisher = Published by
document-unnamed = { $count ->
    [one] and { $count } contributor who is not named
   *[other] and { $count } contributors who are not named
  }
# Accounts
nav-account = Your account
nav-curate = Curate
nav-sign-in = Sign in
form-wrong = Please look at this again
form-optional = (optional)
form-instant = Such as 2040-03-27 10:00, by the clocks of the time zone in this form.
form-choose = Choose …
form-language = Language
form-add-row = Add another
form-going = It goes away on { $day }.
form-going-instead = Use “{ $name }” instead.
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
mail-title--confirm = Confirm your address
mail-lead--confirm = Is this address yours?
mail-button--confirm = Yes, it is mine
mail-done-title--confirm = Your address is confirmed
mail-done--confirm = Thank you. You can sign in and contribute now.
mail-title--reset = Set a password
mail-lead--reset = Choose a new password for your account.
mail-button--reset = Set this password
mail-done-title--reset = Your password is set
mail-done--reset = Everybody who was signed in with the old one is signed out. You can sign in now.
mail-title--forgotten = Ask for a new password
mail-lead--forgotten = A link is sent to the address, if it has an account.
mail-button--forgotten = Send the link
mail-done-title--forgotten = Look into your mailbox
mail-done--forgotten = If the address has an account, a link is on its way.
mail-title--unsubscribe = No more mail
mail-lead--unsubscribe = Mail about what becomes of your contributions is sent no more. Mail about the account itself still is.
mail-button--unsubscribe = Send me no more
mail-done-title--unsubscribe = No more mail
mail-done--unsubscribe = No mail about contributions is sent to you any more. You can change that in your account.
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

# Contributing
calling-use = The organisers of the call may use this for their synthesis, and keep it for as long as that is published
calling-credit = Who is to be credited
calling-by-name = The name below
calling-unnamed = Nobody: do not name me
calling-credit-name = Name to be credited
calling-use-missing = Without this the organisers cannot take it
calling-credit-missing = Say who is to be credited: give the name, or choose that nobody is
calling-licence = Licence
calling-licence-help = The address of a licence; that of this directory unless you give another.
contribute-claim-do = Say what worked
contribute-improve = Improve what is there
contribute-improve-under = Every record has “Suggest an edit” on its page. Only what you change is proposed.
contribute-others = Terms of vocabularies and other parts
edit-new = New: { $kind }
edit-change = Suggest an edit of { $name }
edit-amend = Change your contribution: { $name }
edit-change-lead = Change what is wrong or missing, and leave the rest as it is. A curator sees both versions side by side.
edit-anonymous = You can fill in the form and look at it. To send it you need an account:
edit-sign-in = You are not signed in. Nothing is lost: sign in in another tab, come back here and send it again.
edit-stale = You have signed in since this form was made. Nothing is lost: look it over and send it again.
edit-alike = Is it here already?
edit-alike-under = These may be the same. If one of them is, suggest an edit of it instead; if none is, send yours again.
edit-preview = Preview
edit-preview-under = This is what would be proposed. Nothing is sent yet.
edit-preview-do = Preview
edit-send = Send to a curator
edit-draft-do = Keep as a draft
edit-note = A note for curators
edit-note-help = Why, and where it can be checked. It is not published.
alike--identifier = the same external identifier
alike--address = the same web address
alike--name = a name like it
draft-kept = Kept. You find it among your drafts.
draft-kept-short = Draft kept
draft-begun = You began this before and did not send it:
draft-of = the draft of { $time }
draft-resumed = This is your draft.
draft-unnamed = Without a name yet
draft-discard = Discard
draft-missing = { $count ->
    [0] Nothing is missing.
    [one] One thing is still to be done.
   *[other] { $count } things are still to be done.
 }
drafts-title = Drafts
drafts-under = Nobody else sees them.
drafts-none = There are none. Every form keeps what you type, once you ask for it.
drafts-count = { $count ->
    [one] 1 draft
   *[other] { $count } drafts
 }
submissions-title = My contributions
submissions-new = Add something
submissions-asked = Something is asked of you
submissions-news = What happened
submissions-count = { $count ->
    [0] Nothing here
    [one] One submission
   *[other] { $count } submissions
 }
submissions-what = What
submissions-kind = Kind
submissions-state = State
submissions-changed = Last changed
submission-back = Back to the submission
kind--record = New record
kind--change = Change
kind--withdrawal = Withdrawal
kind--ownership = Ownership
kind--report = Report
state--submitted = Waiting
state--in-review = In review
state--changes-requested = Change asked for
state--published = Accepted
state--rejected = Not accepted
state--withdrawn = Taken back
state--quarantined = Held
state--appealed = Appealed
state-words--submitted = It waits for a curator.
state-words--in-review = A curator looks at it.
state-words--changes-requested = It waits for its author to change what a curator asked for.
state-words--published = What it proposed is public, whole or in part.
state-words--rejected = It was not accepted; the reason stands below.
state-words--withdrawn = Its author took it back.
state-words--quarantined = It is held because it may be spam; its author can appeal.
state-words--appealed = It was held because it may be spam, and its author asks for another look.
step--submitted = Submitted
step--reported = Reported
step--amended = Changed by its author
step--taken = Taken on by a curator
step--returned = Change asked for
step--accepted = Accepted
step--rejected = Not accepted
step--retracted = Taken back
step--quarantined = Held
step--appealed = Appealed
step--released = Held no longer
step--commented = Comment
step--published = Published
step--revised = Changed
step--withdrawn = Withdrawn
step--merged = Merged
step--unmerged = Merger taken back
step--restored = Restored
step--deprecated = No longer recommended
step--restated = Said anew
step--owned = Ownership changed
step--endorsed = Endorsed
step--forgotten = Removed
step--erased = Erased
action--amend = Change it
action--retract = Take it back
action--appeal = Appeal
action--comment = Say it
action--take = Take it on
action--accept = Accept and publish
action--return = Ask for a change
action--reject = Do not accept
action--quarantine = Hold as spam
action--release = Hold no longer
who-guard = the spam check
who-anonymous = somebody without an account
who-curator = a curator
dossier-you = You
dossier-taken = Looked at by { $who }.
dossier-others = { $count ->
    [one] One submission by this author
   *[other] { $count } submissions by this author
 }
dossier-report = What is wrong:
sign-domain = The author’s confirmed address is at the domain of the record’s web address.
sign-orcid = The author’s account is linked with the ORCID iD that the record has.
dossier-violations = This stands in the way of publishing it
dossier-new = What it says
dossier-difference = What it changes
dossier-value = Value
dossier-partly = What is not marked is not accepted.
dossier-accept = Accept
dossier-met = has changed since
dossier-decide = Decide
dossier-template = A usual reason
dossier-reason = Reason
dossier-reason-help = Its author reads it. Needed to ask for a change, to hold, and not to accept.
dossier-steps = What happened
dossier-fields = Accepted:
dossier-say = Say something
dossier-said = Your words
dossier-done--sent = Thank you. It has arrived; a curator looks at it, and you hear of every step.
dossier-done--decided = Done.
dossier-done--said = Said.
dossier-done--taken-back = It is taken back.
dossier-done--appealed = Your appeal has arrived.
reason--source = Please say where this can be checked: a publication, a page, or whose experience it is.
reason--wording = Please reword this: it should say what was done and what came of it, without praise.
reason--duplicate = This is here already; please suggest an edit of that record instead.
reason--scope = This is not about engaging the public with research, and does not belong here.
reason--evidence = The evidence does not bear out the strength of the claim; please choose a weaker one.
reason--advertising = This reads like advertising.
curate-title = Curate
curate-parts = Parts of curating
curate-queue = Queue
curate-looks = States
curate-terms = Terms of vocabularies
curate-type = About
curate-narrow = Narrow
curate-choose = Choose
curate-by = By
curate-age = Age
curate-many = Decide about those that are marked
look--waiting = Waiting
look--in-review = In review
look--asked = With their authors
look--held = Held
look--decided = Decided
age-hours = { $count ->
    [0] just now
    [one] 1 hour
   *[other] { $count } hours
 }
age-days = { $count ->
    [one] 1 day
   *[other] { $count } days
 }
activity-title = Who did what
activity-under = Every event of the ledger, last first.
activity-what = What happened
activity-undo = take back
statistics-title = Statistics
statistics-states = Submissions
statistics-recent = In the last 30 days
statistics-curators = Decisions in the last 30 days
statistics-records = Published
statistics-nothing = Nothing yet.
statistics-median = Hours to a decision, median
imports-title = Imports
imports-under = Files that became proposals or records, newest first, and what came of them.
imports-new = Import a file
imports-made = What was imported
imports-none = Nothing yet.
imports-file = File
imports-file-help = A table (CSV), BibTeX, RIS, CSL-JSON, JSON-LD, Turtle, a calendar, or a record of ORCID or ROR; at most 8 MiB and 5,000 records.
imports-text = Or its text
imports-format = Format
imports-format-help = The name of the file tells it, unless you choose.
imports-mapping = How its columns are read
imports-mapping-help = A mapping as JSON. Bibliographies, calendars, ORCID and ROR need none.
imports-leave-out = Leave out records with problems
imports-note = Where it is from
imports-try = Try it
imports-report = What it would do
imports-problems = What is wrong
imports-notes = Worth a look
imports-columns = What each column is taken for
imports-column = Column
imports-field = Field
imports-rows = What becomes of each record
imports-line = Line
imports-fate = What happens
imports-record = Record
imports-unlisted = { $count ->
    [one] One more record is not listed.
   *[other] { $count } more records are not listed.
}
imports-submit = Propose these records
imports-proposed = Proposed. The import is called { $batch }.
imports-rolled-back = Taken back: { $batch }.
imports-queue = Decide about its proposals
imports-back = taken back
imports-roll-back = Take it back
imports-roll-back-do = Take it all back
imports-published = { $count } published
imports-revised = { $count } changed
imports-open = { $count } waiting
imports-accepted = { $count } accepted
imports-refused = { $count } not accepted
imports-withdrawn = { $count } withdrawn
imports-restored = { $count } as before
fate--new = New
fate--changed = Changed
fate--unchanged = Unchanged
format--turtle = Turtle, N-Triples
format--json-ld = JSON-LD
format--csv = Table (CSV)
format--bibtex = BibTeX
format--ris = RIS
format--csl-json = CSL-JSON
format--orcid = ORCID record
format--ror = ROR records
format--icalendar = Calendar (iCalendar)
stale-title = Left longest
stale-under = Records that nobody has changed for longest. Is it all still so?
news-title = News
news-under = What you were told about your contributions and what you follow, last first. You have the same by mail, unless you chose to have none.
news-none = Nothing yet.
news-new = new
candidates-title = Words
candidates-waiting = Proposed terms that wait
candidates-none-waiting = None.
candidates-phrases = Phrases that no term has
candidates-under = What at least three records write, and no term, record or field is called. What people ask is not kept, so this is read from what they wrote.
candidates-none = None at the moment.
candidates-phrase = Phrase
candidates-uses = Records
candidates-where = Where
candidates-near = Near terms
candidates-add = Add as another name
candidates-propose = New term
candidates-new = Propose as
links-title = Links
links-under = Addresses that records lead to, as the last check found them. Broken is what failed on three days or more, one after the other.
links-looks = How it is with them
links-host = Only of this host
links-count = { $count ->
    [one] 1 address
   *[other] { $count } addresses
 }
links-unasked = { $count ->
    [one] · 1 was not asked yet
   *[other] · { $count } were not asked yet
 }
links-address = Address
links-what = What happened
links-since = Since
links-answered = last answered on { $day }
links-places = Where
links-moved = Now at
links-take = Take the new address
links-more = { $count ->
    [one] and 1 more
   *[other] and { $count } more
 }
link--broken = Broken
link--failing = Failing
link--moved = Moved
link--unclear = Unclear
link--answers = Answering
accounts-title = Accounts
accounts-under = Roles count once somebody has signed in with a second factor.
accounts-done = Done; its owner is told by mail.
accounts-suspended = suspended
accounts-unverified = address not confirmed
accounts-factor = second factor
accounts-role-do = Give this role
accounts-more = More
accounts-suspend = Suspend
accounts-reinstate = Reinstate
history-restore = Make it say this again
record-deed--endorse = I have seen the same
record-deed--own = This is me, or ours
record-deed--take-back = Ask for it to be withdrawn
record-deed--merge = Merge into another
record-deed--unmerge = Take the merger back
record-deed--deprecate = Mark as no longer recommended
record-deed--withdraw = Withdraw
record-deed--restore = Restore
record-deed--erase = Erase for good
record-deed-do--endorse = Endorse it
record-deed-do--own = Ask
record-deed-do--take-back = Ask
record-deed-do--merge = Merge
record-deed-do--unmerge = Take it back
record-deed-do--deprecate = Mark it
record-deed-do--withdraw = Withdraw it
record-deed-do--restore = Restore it
record-deed-do--erase = Erase it
record-deed-lead--endorse = Say that this agrees with your own experience. It counts once for each person.
record-deed-lead--own = A curator looks whether it is yours. From then on you see what is proposed about it.
record-deed-lead--take-back = A curator decides. Readers will see the reason where the record was.
record-deed-lead--merge = Both are the same. The other one stays, takes over links and claims, and the old address leads there.
record-deed-lead--unmerge = Everything will be as if nothing had been merged.
record-deed-lead--deprecate = It stays where it is, and readers are told to use it no longer.
record-deed-lead--withdraw = It is shown no longer; its address tells the reason. It can be restored.
record-deed-lead--restore = It will say again what it said then, or be back if it was withdrawn.
record-deed-lead--erase = All that is kept of it goes for good. This cannot be undone. Name nobody in the reason: it stays.
record-deed-why--endorse = Where, with whom and how?
record-deed-why--own = How can curators tell that it is yours?
record-deed-why--take-back = Why?
record-deed-why--merge = Why? Everybody may read it.
record-deed-why--unmerge = Why? Everybody may read it.
record-deed-why--deprecate = Why? Everybody may read it.
record-deed-why--withdraw = Why? Everybody may read it.
record-deed-why--restore = Why? Everybody may read it.
record-deed-why--erase = Why? It stays for ever.
record-deed-into = The record that stays
record-deed-take = Take these fields from this record instead of keeping those of the other
record-deed-replacement = What to use instead
record-deed-dependents = Withdraw what cannot stand without it as well
record-deed-leave = Leave what was changed since as it is
record-deed-revision = Revision
record-deed-revision-help = From its history. Leave it empty to bring back what was withdrawn.
step--assigned = Part in a call changed
step--coded = Coded
step--reconciled = Coding settled
step--concluded = Outcome said
step--consented = Consent said
consent = How you know that the person agrees
consent-help = Nothing about a person is published unless somebody says so.
basis--oneself = It is about me, and I agree.
basis--asked = I have asked the person, and they agree.
basis--public = They have made it public themselves, as the sources say.
sign-site = The record’s own site shows the token that the author was given.
sign-consent = Nobody says yet that the person agrees to: { $fields }.
# Calls, responses, synthesis
call-title = Taking part
call-opens = Takes contributions from
call-closes = Closes
call-ends = Late contributions until
call-zone = Time zone
call-attend = How the call goes
call-send = Send in:
call-moved = The call was moved
responses-orphaned = The passage is no longer there: this was changed since.
responses-title = Responses
responses-under = Who says what to it, side by side.
responses-nobody = Somebody who is not named
responses-evidence = resting on
responses-respond = Respond to it
responses-without-stance = Without a stance
progress-title = How it goes: { $name }
progress-total = Sent in
progress-late = Of these late
progress-to-code = To be coded
progress-coded = Coded by two
progress-settled = Settled
progress-without-outcome = Without an outcome
progress-questions = By question
progress-no-question = No question
progress-days = By day
progress-people = Who has which part
progress-submissions = What was sent in
progress-what = What
progress-question = Question
progress-received = Received
progress-state = State
progress-coders = Coded by
progress-outcome = Outcome
progress-is-late = late
coding-do = Code it
coding-note = A note for the editors
coding-why = Why it is settled so
coding-settle = Settle what it is about
coding-settle-do = Settle it
coding-outcome = What became of it
coding-blind = What others marked you see once two have coded it and you are one of them.
outcome-title = What became of it: { $name }
outcome-licence = Licence
outcome-record = Published as
outcome-used-in = Used in
outcome-used-in-help = Keys or addresses of published records, with commas between.
outcome-credited-in = Credited in
outcome-say = Say what became of it
outcome-became = What became of it
outcome-reason = Why, for whoever sent it
outcome-credit-as = Credited as
outcome-credit-as-help = The record of whoever is to be credited, where they gave a name only.
outcome-do = Say so
became--used = It was used in the synthesis.
became--published = It is in the directory, and was not used in the synthesis.
became--out-of-scope = It is about something else than the call.
became--duplicate = Somebody else had sent the same.
became--not-used = It was not used.
became--taken-back = It was taken back.
became--pending = It is not decided yet.
calling-stranger = You can send this in without an account. It is held until an organiser has looked at it, and you get a receipt to keep. With an account you can change it until the call closes, and you hear of it by mail:
arrived-title = It has arrived: { $name }
arrived-held = Thank you. It is held until an organiser of the call has looked at it.
arrived-late = The call had closed; the organisers decide whether it is taken.
receipt-title = What became of it
receipt-kept = Your receipt
receipt-kept-under = Keep it: it proves what arrived when, and with it you can ask without an account:
receipt-field = Receipt
receipt-help = The whole text, as it was shown to you.
receipt-lead = Whoever sent something in to a call can ask here what became of it.
receipt-do = Show it
receipt-proof = What it proves
receipt-proof-under = The digest is of the proposal below, in canonical N-Quads; “whatworks verify-receipt” checks both without us.
receipt-proposal = What arrived
process-says = What it says
outcome-submission = The submission
outcome-held = It is held
outcome-take = Take it like everything else
outcome-cite = Cite it as evidence:
dossier-outcome = What became of it in the call
remind-title = A reminder before it closes
remind-lead = A mail, three days before the call closes.
remind-asked = You will get a mail, three days before the call closes.
remind-do = Remind me
remind-end = No reminder
organise-title = Organise
organise-add = Add to it:
organise-end = Take the part back
organise-assign = Give somebody a part
organise-account = Account
organise-account-help = The address with which they signed up, or the identifier that they see as their own.
organise-part = Part
organise-assign-do = Give it
organise-extend = Extend the call
organise-extend-under = A call is only ever extended. Everybody sees who did it and why, and whoever sent something in gets a mail.
organise-closes = New last day
organise-time = Time on that day
organise-time-help = Such as 17:00, by the clocks of the call; as before unless you give one.
organise-grace = Days of grace
organise-reason = Why, for everybody to read
organise-extend-do = Extend it
synthesis-title = Synthesis
synthesis-write = Write what follows:
synthesis-agreement = How far coders agree
synthesis-vocabulary = Vocabulary
synthesis-units = Judgements
synthesis-observed = The same
synthesis-alpha = Krippendorff’s α
synthesis-kappa = Cohen’s κ
synthesis-gaps = What came in about what
synthesis-rows = Rows
synthesis-columns = Columns
synthesis-cross = Cross them
duty--organiser = Organiser
duty--coder = Coder
duty--editor = Editor
submission--submitted = Waits
submission--in-review = In review
submission--changes-requested = To be changed
submission--published = Published
submission--rejected = Not accepted
submission--withdrawn = Taken back
submission--quarantined = Held
submission--appealed = Held, appealed
# Coming to events
attend-title = Register: { $name }
attend-placed = You have a place.
attend-closed = Registration is closed.
attend-closes = Registration closes on { $when }.
attend-sign-in = Sign in to register
attend-needs = What do you need to be able to take part?
attend-needs-help = Captions, step-free access, a quiet room, a helper: whatever it is. The organisers read it, nobody else does, and it is forgotten a week after the event.
attend-change = Save
attend-wait = Join the waiting list
attend-register = Register
attend-withdraw = I cannot come: withdraw
attend-privacy = Organisers see your name, your e-mail address and what you need. All of it is forgotten ninety days after the event.
attend-calendar = For your calendar
attend-table = Who comes (CSV)
record-attend = Register for this
record-calendar = For your calendar
attend-free = { $count ->
    [0] Every place is taken.
    [one] One place is free.
   *[other] { $count } places are free.
  }
attend-waits = You are on the waiting list, at place { $count }.
search-name = Name of this search
search-interval = How often at most
search-tell = Be told of what is new here
deed--search = Be told of news
deed-do--search = Save this search
deed-lead--search = A mail when something comes into this list, or changes in it.
done--search = The search is saved; news of it come by mail.
claim-endorsed = { $count ->
    [0] Nobody has said yet that it agrees with their own experience.
    [one] One person says that it agrees with their own experience.
   *[other] { $count } people say that it agrees with their own experience.
 }
submissions-owned = About what is yours
