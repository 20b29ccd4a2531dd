//! Words of everyday English that are a letter away from words an ontology may have, or that somebody may give a record as its name.
//!
//! The list is short on purpose: words of the directory's own texts are known without it, and short words are never corrected by themselves.

/// In alphabetical order; plurals and forms of verbs are found by their endings.
const COMMON: &str = "
ability absence accept access accident account achieve acquire action active actual address adjust admire admit adopt adult advance advantage advice advise affair affect afford afraid afternoon agency agent agree
allow alone along already although amount ancient anger angry animal announce answer anxious apparent appear apple apply appoint approach approve argue arise arrange arrest arrive article artist asleep assess asset
assist assume assure attach attack attempt attend attract author autumn average avoid award aware balance bargain barely basic battle beach bear beauty became because become before begin behalf behave behind belief
believe belong below beneath benefit beside better between beyond bicycle bind birth bitter blame blank blind block board boat body book border borrow boss bother bottle bottom bounce bound brain branch brave bread
break breath breathe bridge brief bright bring broad broken brother brown budget build burden button cable calm camera cancel cancer candle capable capital captain capture career careful carry casual catch
cause caution centre century certain chain chair chance change chapter charge charity chase cheap check cheer chest chief child choice choose church circle citizen city clarity class classic clean clear clever
climate climb clock close clothes cloud coast coffee cold collar collapse collect college colour column combine comfort command comment commit common company compare compete complain complete complex concern
concert conclude condition conduct confirm conflict confuse connect consent consider consist constant contact contain contend content contest context continue contract contrast contribute control convert convince
cook copy corner correct cost cotton council count country couple courage course court cousin cover crash create credit crime crisis critic cross crowd culture curious current custom customer damage dance danger
dare data date daughter dead deaf deal death debate debt decade decide declare decline deep defeat defend define degree delay deliver demand deny depart depend deposit depth derive describe desert deserve design
desire desk despite destroy detail detect develop device devote differ difficult dinner direct director disabled disagree discover discuss disease dismiss display distance distant divide doctor document dollar
domestic donor double doubt dozen draft drain drama dream dress drink drive driver during duration duty eager early earn earth ease easily east eastern echo economy edge edit editor educate effect effort either
elder elect element eleven else emerge emotion employ empty enable encounter enemy energy enforce engage engine enjoy enough ensure enter entire entitle equal escape essay essence establish ethic ethnic evening event
evidence exact examine example exceed except exchange excite excuse exercise exist expand expect expense expert explain explode explore export expose express extend extent extra extreme fabric facility factor
factory fail faint fair faith fall false fame familiar family famous fashion father fault favour fear feature federal feeling female fence fiction field fierce fight figure file fill final finance finger finish firm
fish flame flash flat flavour flight float floor flow flower focus folk follow food foot force foreign forest forever forget forgive form formal former forth fortune forward found founder frame free freedom freeze
fresh friend fright front fruit fuel full function funny further future gain gallery game garden gather gender general generous genius gentle genuine ghost giant gift given glad glance glass global glory goal golden
goods govern grace grade gradual grain grand grant grass grateful grave gravity great green greet grief ground group grow growth guarantee guard guess guest guilt habit half hall hand handle happen happy harbour hard
harsh hate head health heart heat heavy height hidden hide high hill hint hire history hold holiday hollow home honest honour hope horror horse hospital hotel hour house household huge human humour hundred hunger
hungry hurry hurt husband ideal identify ignore illness image imagine immediate impact imply import impose impress improve include income increase indeed indicate individual industry infant inform injure injury inner
innocent inquire insect inside insist inspect inspire install instant instead institute insult insure intend intense intent interest internal interval interview invent invest invite involve island issue item jacket
join joint joke journal journey judge junior justice justify keen keep kick kind kitchen knife knock knowledge label labour lack lady lake land language large laser last late laugh launch lawyer layer lazy lead
leader leaf league learn least leather leave lecture left legal leisure length lesson letter level liberal library licence life lift light likely limit linger linear link liquid list listen little live local locate
lock logic logo lonely long look loose lord lose loss loud love lovely lower loyal luck lunch machine magic mail main maintain major make male manage manner manual margin mark market marriage marry mass master match
material matter maybe mayor meal mean measure media medical meet member memory mental mention mercy mere merge message metal method middle midnight might military mind mine minister minor minute mirror miss mission
mistake mix mixture mobile mode model moderate modern modest modify moment money monitor month mood moon moral morning most mother motion motive mount mouse mouth move movie music mutual mystery myth naked name
narrow nation native nature near neat necessary neck need negative neglect neither nerve nervous net never news night nobody noise normal north notice notion novel nuclear number nurse obey object oblige observe
obtain obvious occasion occupy occur ocean offence offend offer office often open opera opinion oppose option order ordinary organ origin other ought outcome outer outline output outset outside oven over owner pace
pack page pain paint pair palace panel panic paper pardon parent parity park part partial partly party pass passage passion past patent path patience pattern pause peace peak people perfect perform perhaps period
permit person persuade phase phone photo phrase physical piano pick picture piece pile pilot pitch place plain plan plane planet plant plastic plate play please plenty plot plus pocket poem poet point poison police
policy polite poor popular portion pose position positive possess post potato pound poverty power practical practise praise pray prefer prepare presence present preserve president press pressure pretend pretty
prevent previous price pride priest primary prime prince principle print prior prison private prize probable problem proceed process produce profession profile profit programme progress project prominent promise
promote prompt proof proper property propose prospect protect protest proud prove provide province public publish pull punish pupil purchase pure purpose pursue push puzzle qualify quality quantity quarrel quarter
queen question quick quiet quite quote race radical radio rain raise range rank rapid rare rate rather rational reach react reader reading ready real realise reason rebel recall receive recent recipe recognise record
recover reduce refer reform refuse regard regime region regret regular reject relate relation release relevant relief religion rely remain remark remember remind remote remove render renew rent repair repeat replace
reply report represent request require rescue reserve reside resign resist resolve resort resource respect respond response rest restore restrict result retain retire return reveal revenge reverse review revise reward
rhythm rich ride right ring rise risk rival river road rock role roof room root rope rough round route routine royal rude ruin rule rural rush sacred safe sail salary sale sample satisfy sauce save scale scene schedule
scheme scholar school science scope score screen script search season seat second secret section sector secure seek seem seize select senior sense sentence separate sequence series serious serve service session settle
several severe shade shadow shake shall shame shape share shark sharp sheet shelf shell shelter shift shine ship shirt shock shoot shop shore short should shoulder shout show shower shut sick side sight sign signal
silence silent silver similar simple since sing single sink sister site size skill skin sleep slice slide slight slip slope slow small smart smell smile smoke smooth snow social society soft soil soldier solid solve
somebody someone song soon sort soul sound soup source south space spare speak special speech speed spell spend spirit spite split sport spot spread spring square stable staff stage stair stamp stand standard star
start state station status stay steady steal steam steel step stick still stock stomach stone stop store storm story straight strange stranger stream street strength stress stretch strict strike string strip stroke
strong structure struggle student studio study stuff style subject submit succeed success such sudden suffer sugar suggest suit summer sunny supper supply support suppose sure surface surprise surround survey survive
suspect sustain swallow swear sweet swim swing switch symbol system table tackle talent talk tank target task taste teach teacher team tear telephone tell temper temple tempt tend tender tennis tension term terrible
territory terror test text thank theatre theme theory therapy thick thin thing think third thorough though thought thousand thread threat through throw thumb ticket tide tight time tiny tired title toast today together
tomorrow tongue tonight tooth topic total touch tour tourist toward tower town trace track trade tradition traffic tragedy trail trailer train trainer trait transfer translate transport trap travel treasure treat
treaty tree trend trial tribe trick trip triumph troop trouble truck true trust truth tube tunnel turn twice twin type typical ugly unable uncle under understand union unique unit unite universe unless until unusual
update upon upper upset urban urge urgent useful usual vague valid valley value vanish vary vast vehicle venture verse version vessel vice victim victory video view village violence violent virtue virus vision visit
visual vital voice volume vote voyage wage wait wake walk wall wander want warm warn wash waste watch water wave weak wealth weapon wear weather website wedding week weekend weigh weight welcome welfare west western
whatever wheel whenever where whereas wherever whether while whisper white whoever whole whose wide widow wife wild will willing wind window wine wing winner winter wire wise wish with within without witness woman women
wonder wood wooden word work worker world worry worse worst worth would wound wrap write writer wrong yard year yellow yesterday yield young youth zero";

/// Whether a folded word is one of everyday English, in one of its forms.
#[must_use]
pub fn is_common(word: &str) -> bool {
    let listed = |word: &str| COMMON.split_ascii_whitespace().any(|own| own == word);
    let stems = |ending: &str| word.strip_suffix(ending).is_some_and(|stem| listed(stem) || listed(&format!("{stem}e")) || is_doubled(stem) && stem.get(..stem.len() - 1).is_some_and(listed));
    let turned = |ending: &str| word.strip_suffix(ending).is_some_and(|stem| listed(&format!("{stem}y")));
    listed(word) || super::is_empty(word) || ["s", "es", "d", "ed", "ing", "ly"].iter().any(|ending| stems(ending)) || ["ies", "ied", "ily"].iter().any(|ending| turned(ending))
}

/// "Planned": the last letter of "plan" twice.
fn is_doubled(stem: &str) -> bool {
    let mut letters = stem.chars().rev();
    letters.next().is_some_and(|last| last.is_ascii() && letters.next() == Some(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyday_words_are_known_in_their_forms() {
        for word in ["history", "programmes", "deaf", "planned", "carried", "waiting", "lectures", "owners", "angrily", "the"] {
            assert!(is_common(word), "{word}");
        }
        for word in ["harrassment", "twiter", "universties", "reserches", "toolls", "germny"] {
            assert!(!is_common(word), "{word}");
        }
    }
}
