/// English word lists that search and linking share; folded forms, so `don't` is `dont`.
enum EnglishWords {
  static func words(_ text: String) -> Set<String> {
    Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
  }

  /// They may stand inside a name but not at its ends.
  static let function = words("of the for with and in on to from by n a an")

  /// Words that only carry a request.
  static let stop = words(
    """
    a about able again all also alright am an and another any anybody anyone anything are around as asap at available
    awesome back be been before being best browse bring but buy buying by can cant carry catalog catalogue check cheap
    cheaper cheapest choose could cost costs could couple currently day days did do does doing dont each either else even
    ever every few fetch find for from gave get gets getting give go going gonna good got gotta great guys had has have
    havent having hello help her here hey hi him his hiya hmm how howdy i id if ill im in interested into is isnt it item
    items its ive just kind kinda kindly know less let lets lemme like likes list look looking lot lots make many may
    maybe me mind more most much my near need needed needs new next nice no not now of off offer ok okay on one ones only
    or order our out over pls please possible prefer price priced prices product products purchase quick quickly really
    recommend right same search see seeking sell selling sells send several shop should show sir so some somebody someone
    something sort soon sorry still stock store stuff such suggest sure take tell than thank thanks that thats the their them
    then there these they thing things think this those thx to today too try u under until up us use very wanna want
    wanted wants was way we well were what whatever whats when where whether which while who whos why will wish with
    within without wondering would yall yes you your youre yours size sizes color colors colour colours
    """)

  /// Of the words that only carry a request, those that ask to see what there is.
  static let browsing = words(
    """
    any anything available browse carry catalog catalogue everything have item items list offer product products sell
    sells selling show some something stock store stuff what whats
    """)

  /// Words for things of any kind, which say nothing where the catalogue lacks them: "hiking gear".
  static let collective = words(
    """
    gear equipment supplies goods accessories essentials kind kinds type types brand brands model models range version
    """)

  /// Words of shopping itself; they name a product only where its whole title, or its words beside them, say so.
  static let command = words(
    """
    account add added address agent apply approve away bag basket bill bye call cancel cancelled card cards cart cash
    change charge chat checkout cheque clear code complete confirm continue coupon courier credit customer date deal deals
    debit deliver delivered delivery deposit details discount discounts done drop edit email empty exchange fee fees
    finish free gift gifts goodbye half history hour hours human invoice large last location mail manager member membership
    message minute minutes mistake money month monthly morning evening night number online option options ordered ordering
    orders package paid parcel pay paying payment person phone pick picked pickup place placed plus present presents
    previous promo put qty quantity question receipt receive refund remove reorder repeat replace reply reservation
    reserve return returned returns sale save saved second first third select ship shipped shipping size sizes small
    medium big bigger biggest smaller smallest color colors skip start status stop street subtotal support swap talk
    tax time times tip today tomorrow tonight total track tracking under update value view voucher wait week weekend
    work wrong year yesterday zip
    """)

  static let numbers = [
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
  ]

  /// Spellings and irregular plurals that no stemmer joins.
  static let spellings = [
    "colour": "color", "colours": "color", "coloured": "color", "grey": "gray", "flavour": "flavor",
    "flavours": "flavor", "flavoured": "flavor", "jewellery": "jewelry", "aluminium": "aluminum", "fibre": "fiber",
    "centre": "center", "tyre": "tire",
    "tyres": "tire", "pyjama": "pajama", "pyjamas": "pajama", "mould": "mold", "yoghurt": "yogurt",
    "yoghurts": "yogurt", "whisky": "whiskey", "doughnut": "donut", "doughnuts": "donut", "chilli": "chili",
    "chillies": "chili", "moisturiser": "moisturizer", "organiser": "organizer", "sanitiser": "sanitizer",
    "people": "person", "persons": "person", "men": "man", "mens": "man", "women": "woman", "womens": "woman",
    "children": "child", "childrens": "child", "knives": "knife", "loaves": "loaf", "leaves": "leaf",
    "shelves": "shelf", "scarves": "scarf", "kids": "kid", "mice": "mouse",
  ]

  /// Ways to write a size, each as one value's words.
  static let sizes = [
    "xs": "xs", "x small": "xs", "extra small": "xs", "s": "small", "sm": "small", "small": "small", "m": "medium",
    "md": "medium", "med": "medium", "medium": "medium", "l": "large", "lg": "large", "lrg": "large",
    "large": "large", "xl": "xl", "x large": "xl", "xlarge": "xl", "extra large": "xl", "xxl": "xxl", "2xl": "xxl",
    "2 xl": "xxl", "xx large": "xxl", "double xl": "xxl", "extra extra large": "xxl", "xxxl": "xxxl", "3xl": "xxxl",
    "3 xl": "xxxl", "xxx large": "xxxl", "triple xl": "xxxl",
  ]
}
