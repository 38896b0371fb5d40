import Testing

@testable import Language

@Suite struct StemmerTests {
  /// Word and stem as Snowball's own English stemmer gives them.
  static let english = """
    consign:consign consigned:consign consistency:consist consolations:consol consolatory:consolatori
    console:consol knackeries:knackeri knaves:knave kneaded:knead kneel:kneel kneels:kneel skies:sky dying:die
    lying:lie idly:idl gently:gentl ugly:ugli early:earli only:onli singly:singl news:news atlas:atlas bias:bias
    andes:andes innings:inning outings:outing canning:canning herring:herring earrings:earring proceed:proceed
    exceed:exceed succeed:succeed generate:generat generously:generous communism:communism arsenal:arsenal
    hopping:hop hoped:hope hop:hop cries:cri ties:tie dies:die say:say yes:yes enjoy:enjoy youth:youth
    boyish:boyish flying:fli agreed:agre feed:feed freedly:freed bled:bled luxuriating:luxuri hesitanci:hesit
    valency:valenc digitizer:digit conformably:conform radically:radic differently:differ vilely:vile
    analogously:analog predication:predic operator:oper feudalism:feudal decisiveness:decis hopefulness:hope
    callousness:callous formality:formal sensibility:sensibl geologically:geolog apologist:apologist
    triplicate:triplic formative:format formalize:formal electricity:electr hopeful:hope goodness:good
    revival:reviv allowance:allow inference:infer airliner:airlin adjustable:adjust defensible:defens
    irritant:irrit replacement:replac adoption:adopt activate:activ homologous:homolog effective:effect
    probate:probat rate:rate cease:ceas controll:control roll:roll gas:gas this:this kiwis:kiwi gaps:gap bus:bus
    glasses:glass absently:absent abused:abus accumulated:accumul acute:acut addiction:addict
    adventures:adventur affiliates:affili aimed:aim airlines:airlin alzheimer:alzheim amendment:amend
    applies:appli arguably:arguabl argues:argu artery:arteri assassins:assassin attachment:attach
    attacked:attack avengers:aveng aviation:aviat become:becom brains:brain canceled:cancel canvas:canva
    characterised:characteris circulated:circul clause:claus climbing:climb coffee:coffe committee:committe
    containing:contain contingent:conting coughed:cough couple:coupl dangerously:danger dante:dant dared:dare
    depths:depth describe:describ dialects:dialect digital:digit discarded:discard disorder:disord
    drafting:draft dresses:dress editing:edit ellis:elli evacuated:evacu exhibitions:exhibit faces:face
    facilitated:facilit facility:facil falls:fall florence:florenc frequencies:frequenc fruits:fruit
    fucking:fuck generals:general geometric:geometr gertrude:gertrud girls:girl government:govern graceful:grace
    grady:gradi guardians:guardian hailed:hail halted:halt handle:handl happens:happen hated:hate heroine:heroin
    homecoming:homecom honoring:honor icelandic:iceland immunity:immun indeed:inde instinctively:instinct
    internationally:intern janice:janic jennifer:jennif kilkenny:kilkenni leaked:leak lessons:lesson loose:loos
    lottery:lotteri mapped:map marriages:marriag marrying:marri maybe:mayb merry:merri messed:mess mildly:mild
    ministry:ministri minorities:minor moisture:moistur netherlands:netherland nominations:nomin
    observation:observ oilers:oiler opportunity:opportun overall:overal passive:passiv peerage:peerag
    perspectives:perspect pledged:pledg presentation:present proudly:proud provoked:provok publisher:publish
    quoted:quot reconstructed:reconstruct registry:registri releases:releas remotely:remot renaissance:renaiss
    rulers:ruler scattered:scatter secretary:secretari separation:separ shells:shell simulation:simul
    speaks:speak stirring:stir studying:studi subdivision:subdivis succeeds:succeed sunshine:sunshin
    surroundings:surround survival:surviv tasked:task terribly:terribl traced:trace traits:trait
    transparent:transpar transported:transport troupe:troup undergraduate:undergradu unemployment:unemploy
    unmarried:unmarri updated:updat upstairs:upstair venture:ventur verses:vers village:villag wales:wale
    waved:wave willie:willi winners:winner yelled:yell
    """

  static let englishPairs = english.split(whereSeparator: \.isWhitespace).map { pair in
    pair.split(separator: ":").map(String.init)
  }

  @Test(arguments: englishPairs) func `English words get Snowball's stems`(pair: [String]) {
    #expect(Stemmer.stem(pair[0], language: .english) == pair[1])
  }

  @Test(arguments: [
    ("naranja", "naranjas"), ("luz", "luces"), ("zapato", "zapatos"), ("zapato", "zapatas"), ("camion", "camiones"),
    ("verde", "verdes"), ("gato", "gatas"), ("te", "te"), ("mes", "meses"),
  ])
  func `Spanish plurals and genders share a stem`(one: String, other: String) {
    #expect(Stemmer.stem(one, language: .spanish) == Stemmer.stem(other, language: .spanish))
  }

  @Test(arguments: [
    ("limao", "limoes"), ("papel", "papeis"), ("animal", "animais"), ("camisa", "camisas"), ("vermelho", "vermelha"),
    ("flor", "flores"), ("homem", "homens"), ("pao", "paes"), ("cha", "chas"),
  ])
  func `Portuguese plurals and genders share a stem`(one: String, other: String) {
    #expect(Stemmer.stem(one, language: .portuguese) == Stemmer.stem(other, language: .portuguese))
  }

  @Test(arguments: [
    ("pesan", "pesanan"), ("pesan", "memesan"), ("pesan", "pesanannya"), ("beli", "membeli"), ("ambil", "mengambil"),
    ("kirim", "kirimkan"), ("tulis", "menulis"), ("sapu", "menyapu"), ("bayar", "dibayar"), ("makan", "makan"),
  ])
  func `Indonesian affixes come off`(stem: String, word: String) {
    #expect(Stemmer.stem(word, language: .indonesian) == stem)
  }

  @Test(arguments: LanguageCode.allCases)
  func `words of other scripts, with digits, empty or very long stay as they are`(language: LanguageCode) {
    for word in ["", "чай", "cat5e", "お茶", String(repeating: "s", count: 1000)] {
      #expect(Stemmer.stem(word, language: language) == word)
    }
  }

  @Test(arguments: LanguageCode.allCases) func `no word crashes a stemmer`(language: LanguageCode) {
    var generator = SeededGenerator(seed: 3)
    let letters = Array("aeiouyslngdkt".utf8)
    for _ in 0..<20_000 {
      let length = Int.random(in: 0...10, using: &generator)
      let word = (0..<length).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] }
      let stem = Stemmer.stem(String(decoding: word, as: UTF8.self), language: language)
      #expect(stem.utf8.count <= length + 1)
      #expect(stem.isEmpty == word.isEmpty)
    }
  }

  @Test func `a language is read from its tag`() {
    #expect(LanguageCode(tag: "pt-BR") == .portuguese)
    #expect(LanguageCode(tag: "ES_419") == .spanish)
    #expect(LanguageCode(tag: "id") == .indonesian)
    #expect(LanguageCode(tag: "tlh") == nil)
    #expect(LanguageCode(tag: "") == nil)
  }
}
