extension EnglishWords {
  /// Ordinary words: never taken for a misspelt product, and no product by themselves unless one is called so.
  ///
  /// The most frequent whole words of the BERT uncased vocabulary (Apache-2.0) with those of shop talk.
  static let common = words(
    """
    ability able about above academic academy accepted access according acquired across act acting action active
    activities activity actor actress actually added addition additional address administration administrative
    advanced advice affairs affect africa african after afternoon again against age agent ago agreed agreement ahead
    air aircraft airport album alexander all allow allowed almost alone along already also although always america
    american among amount ancient and angeles angle announced annual another answer anti any anybody anymore anyone
    anything anyways apologies appear appearance appearances appeared appears appointed appreciate approach approve
    approximately april are area areas arm arms army around arrive arrived art article artist artists arts asap asia
    asian ask asked assembly assistant associated association attack attempt attended attention august australia
    australian authentic author authority available avenue average award awarded awards away awesome baby back
    backpack bad bag balance ball band bank bar base baseball based basic basis basketball bass batteries battery
    battle bay beach beat beautiful became because become becoming bed beef been before began beginning behind being
    believe believed below ben beside best better between beyond big bike bikes bill bishop bit black blanket block
    blood blue board bob body bonus book books boots border born boss boston both bottle bottom bowl box boy boys
    branch bread break breath bridge bring britain british broadcast broke broken brother brothers brought brown
    browse bucks build building buildings built burger buried bus business but butter bye cable california call
    called came camera camp campaign campus can canada canadian cancel canceled cancelled candidate cannot capacity
    capital captain car card care career carolina carried cars case cases cast castle cat catholic caught cause
    caused cell census center central centre century certain chair chairman chairs champion champions championship
    championships chance change changed changes channel chapter character characters charge charger charles chart
    cheers cheese chest chicago chicken chief child children china chinese choice choose chris christian church
    cities city civil claimed class clear close closed closer club coach coast coat code coffee cold collection
    college color columbia com come comes coming command commander commercial commission committee common community
    companies company competed competition complete completed completely complex composed computer conditions
    conference confirm congress considered consists constructed construction contact contains contemporary continue
    continued contract control corner corporation corps correct cost could council countries country county couple
    coupon course court cover covered create created creek crew cross cultural culture cup currency current
    currently cut dad daily damn dance daniel dark data date daughter david day days dead deal dear death debut
    december decided decision deep defeated defense degree del deliver delivered delivering delivery democratic
    department described desert design designed desk despite destroyed developed development diary did die died
    different difficult digital direct directed direction directly director discount discovered distance district
    division doctor does dog doing dollar dollars done door double down drama draw dream dress drew drive dropped
    drums due duke duplicate during dutch each earlier early earned earth east eastern easy economic edge edition
    editor education edward effect effects effort eight either elected election elections electric elements
    elizabeth else emperor empire empty end ended energy engine engineer engineering england english enjoy enough
    enquire entered entertainment entire episode equipment era escape especially established estate europe european
    even evening event events eventually ever every everybody everyone everything evidence exactly example excellent
    except exchange excuse executive expect expected expensive experience explain expression extended eye eyes face
    fact failed fall families family famous far farm fast faster father favorite favourite fear feature featured
    features featuring february federal feel feeling feet fell fellow felt female females festival few field fifth
    fight fighting figure filled film films final finally financial find fine fingers finish finished fire firm
    first fish five flight floor florida flying focus follow followed following food foot football for force forced
    forces foreign forest forget forgot fork form formed former formerly forms fort forward found foundation founded
    founder four fourth france francisco frank free french friday friend friendly friends fries from front full
    fully function further future gallery game games garden gas gave gaze general generally genus george german
    germany get getting girl girls give given gives giving glad glanced glass global gloves goal goals god goes
    going gold golden gone good goodbye got gotta government governor grade graduated grand grant gray great greater
    greek green grew ground group groups growing growth guard guess guitar gun guy had hair half hall hand hands
    happened happy hard has hat have having head headed headphones health hear heard heart heat heavy held hell
    hello help helped helpful helps henry her here herself high higher highest highly highway hill him himself his
    historic historical history hit hiya hmm hockey hold holding home honor hope horse hospital host hot hotel hour
    hours house households houses housing how however human hundred hurry hurt husband ice idea iii image
    immediately important include included includes including income increase increased independent india indian
    individual individuals industrial industry infantry influence info information initial initially inquire inside
    instant instead institute intended interest international into introduced invoice involved ireland irish iron
    island islands isn israel issue issued issues italian italy items its itself jack jacket james january japan
    japanese jean jeans jersey jewish jim job joe john johnson join joined jones joseph journal judge july june
    junior just justice keep kept key kill killed kilometres kind kindly king kingdom kiss kit kitchen knew knife
    know knowledge known label lack lady lake lamp land language laptop large larger largest last late lately later
    latin latter launched law lay lead leader leading league leaned least leave leaves leaving led lee left legal
    legs lemme length less let letter level levels library lies lieutenant life light like likely limited line lines
    links lips list listed literature little live lived lives living local located location lol london long longer
    look looked looking looks loose lord los losing loss lost lot lots louis love loved low lower machine made
    magazine magic mail main mainly major majority make makes making male males man managed management manager many
    march maria marine mark market marriage married martin mary mass master mat match matches material matter may
    maybe mayor mean meaning means meant medal media median medical meet meeting member members memorial memory men
    mentioned message met metal metres mexico michael mid middle might mike mile miles military milk million mind
    mine minister ministry minor minute minutes miss mission mistake mixed model modern mom moment monday money
    month months more morning most mostly mother mountain mountains mouth move moved movement movie moving mrs much
    mug multiple municipality museum music musical must myself nah name named names nation national nations native
    natural nature naval navy near nearby nearly neck need needed needs neighbor network never nevermind new news
    newspaper next nice night nine nodded non none noon nope normal north northern not notable note noted notes
    nothing novel november now number numbers numerous october off offer offered office officer officers official
    officially often oil okay old older olympics once one ones online only onto oops open opened opening opera
    operated operation operations opinion option options order ordered ordering organization original originally
    other others ouch our out outside over overall own owned owner pacific package page paid pain pair pan pants
    paper parcel pardon parents paris parish park parliament part particular particularly parts party pass passed
    past pasta paul pay payment peace pennsylvania people per percent perfect performance performed perhaps period
    person personal peter phone phones physical piano pick picked pickup picture piece pillow pizza place placed
    places plan planned plans plant plate play played player players playing plays please plus point points poland
    police policy polish political politician poor pop popular population pork port position positive possible post
    postal postcode pot potential power powerful practice pre prefer presence present presented president press
    pressure pretty previous previously price pricing primarily primary prime prince prior prison private prize pro
    probably problem problems process produce produced producer product production products professional professor
    program programs project projects promoted prompt property proposed protection provide provided provides
    province public published pulled purchase purpose pushed put qty quality quantity queen question questions quick
    quickly quite race races racing radio railway raised ran range rate rather reach reached read reading ready real
    realized really reason receipt receive received recent recently recognized recommend record recorded recording
    records red referred refund regards regiment region regional regular related relationship release released
    religious remain remained remaining remains remember removed reorder replace replaced replied reply report
    reported represented republic republican required research resend reserve residents response responsible rest
    result results retired return returned returns revealed review rice richard right rights ring risk river road
    robert rock role roman room rope rose round route royal rule rules run running runs rural russia russian safe
    safety said saint sale salt sam same san sat saturday save saving saw say saying says scene schedule school
    schools science score scored scotland scott screen sea search season seasons seat second secondary seconds
    secret secretary section security see seeing seemed seems seen selected selection self seller senate send
    sending senior sense sent separate september series serious serve served service services serving set settled
    seven several sex share she ship shipped shipping ships shirt shirts shoe shoes shook shop shopping short
    shortly shot should shoulder show showed shown shows shut side sides sign signed significant silver similar
    simple simply since singer single singles sir sister site sitting situation six size skin sky sleep slightly
    slowly small smaller smile smiled smith social society socks sofa soft software sold soldiers solo some someone
    something sometimes son song songs soon sorry soul sound soup source south southern soviet space spain spanish
    speak speaker special specials species specific speed spend spent split spoke spoon sports spot spread spring
    squadron square stadium staff stage stand standard standing star stared stars start started starting state
    stated states station stations status stay steel step stepped steve still stock stone stood stop stopped store
    stories story stove straight street strength strong structure student students studied studies studio study
    stuff style subject subsequently subtotal success successful such suddenly sugar suggest summer sun sunday super
    support supported supposed sure surface swap sydney system systems table tablet take taken takes taking talk
    talking tea teacher team teams tears technology television tell temple ten tent term terms terrible territory
    test texas text than thank thanks that the theatre their them themselves then theory there therefore these they
    thing things think thinking third this thomas those though thought three throat through throughout thursday thus
    time times title today together told tom tomorrow tonight too took top torch total totals touch tour tournament
    toward towards towel tower town township toy toys track tracking tracks trade traditional train training
    transferred transport travel treatment tree trees trial tried troops trouble true trust truth try trying tuesday
    turn turned turning twenty twice two type under understand union unit united units university until update
    upgrade upon upper urban urgent usa use used useful user uses using usual usually valley value van variety
    various version very via vice victoria victory video view village virginia visit vocals voice volume von vote
    voucher wait waiting wales walk walked walking wall walls wanna want wanted war warm was washington watch
    watched watching water way ways wednesday week weekend weeks weight welcome well went were west western what
    whatever when whenever where whether which while whispered white who whole whom whose why wide wife wild will
    william williams win wind window windows wing winner winning winter wish with within without woman women won
    wonder wonderful wondering wood word words work worked workers working works world worry worse worst worth would
    wow writer writing written wrong wrote yeah year years yellow yep yes yesterday yet york you young younger your
    youth yup zealand zip
    """)
}
