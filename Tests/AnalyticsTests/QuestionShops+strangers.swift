/// Shops whose orders were made up for questions that nobody had tried, with the answers worked out apart.
extension QuestionShops {
  /// What dogs and cats need, in pounds.
  static let kennel = shop([
    "product": [
      "Salmon Kibble", "Dental Chews", "Tuna Pouches", "Clumping Litter", "Rope Toy", "Chicken Kibble",
      "Squeaky Duck", "Leather Collar", "Reflective Lead", "Catnip Mice", "Flea Drops", "Orthopaedic Bed",
      "Cat Tree",
    ],
    "variant": [
      "Salmon Kibble - 2kg", "Salmon Kibble - 6kg", "Salmon Kibble - 12kg", "Dental Chews", "Tuna Pouches",
      "Clumping Litter", "Rope Toy", "Chicken Kibble - 2kg", "Chicken Kibble - 6kg", "Squeaky Duck",
      "Leather Collar - S", "Leather Collar - L", "Reflective Lead", "Catnip Mice", "Flea Drops",
      "Orthopaedic Bed - M", "Orthopaedic Bed - L", "Cat Tree",
    ],
    "sku": [
      "SKLE1", "SKLE2", "SKLE3", "DCWS1", "TPES1", "CLER1", "RTOY1", "CKLE1", "CKLE2", "SDCK1", "LCAR1", "LCAR2",
      "RLAD1", "CMCE1", "FDPS1", "OBED1", "OBED2", "CTEE1",
    ],
    "brand": ["Harrow", "Marlow", "Snooze", "Tugg", "Vetline", "Whiskerly"],
    "category": [
      "Beds", "Cat Food", "Collars & Leads", "Dog Food", "Furniture", "Health", "Litter", "Toys", "Treats",
    ].map { "[\"\($0)\"]" },
    "channel": ["instagram", "pos", "web", "whatsapp"],
    "payment_method": ["Card", "Cash", "Klarna", "PayPal"],
    "city": ["Bath", "Bristol", "Cardiff", "Dublin", "Leeds", "York"],
    "country": ["GB", "IE"],
    "coupon": ["FREEPOST", "NEWPUP", "PAWS10"],
    "staff": ["Ruth Okafor", "Sal Benton"],
    "status": ["fulfilled", "unfulfilled", "cancelled"],
    "payment_status": ["paid", "pending", "refunded", "partially_refunded", "voided"],
  ])

  /// Skincare, in dollars.
  static let glow = shop([
    "product": [
      "Rosehip Serum", "Clay Mask", "Oat Cleanser", "Shea Butter", "Mint Lip Balm", "Honey Lip Balm",
      "Vitamin C Serum", "Bath Salts", "Jade Roller", "Gua Sha Stone", "Night Cream", "Sunscreen SPF 50",
    ],
    "variant": [
      "Rosehip Serum - 15ml", "Rosehip Serum - 30ml", "Clay Mask", "Oat Cleanser", "Shea Butter - 100g",
      "Shea Butter - 250g", "Mint Lip Balm", "Honey Lip Balm", "Vitamin C Serum", "Bath Salts", "Jade Roller",
      "Gua Sha Stone", "Night Cream", "Sunscreen SPF 50",
    ],
    "sku": [
      "RSUM1", "RSUM2", "CMSK1", "OCER1", "SBER1", "SBER2", "MLBLM1", "HLBLM1", "VCSUM1", "BSTS1", "JRER1", "GSSNE1",
      "NCAM1", "SS5501",
    ],
    "brand": ["Beelove", "Kiyo", "Lumen", "Solara", "Terra"],
    "category": ["Body", "Cleansers", "Creams", "Lips", "Masks", "Serums", "Tools"].map { "[\"\($0)\"]" },
    "channel": ["instagram", "pos", "web", "whatsapp"],
    "payment_method": ["Afterpay", "Cash", "PayPal", "Shop Pay"],
    "city": ["Austin", "Dallas", "Houston", "San Antonio", "Toronto"],
    "country": ["CA", "US"],
    "coupon": ["FREESHIP", "GLOW15", "HELLO"],
    "staff": ["Lou Ferris", "Nico Bauer", "Tia Rowe"],
    "status": ["fulfilled", "unfulfilled", "cancelled"],
    "payment_status": ["paid", "pending", "refunded", "partially_refunded", "voided"],
  ])

  /// Guitars and what goes with them, in dollars.
  static let fret = shop([
    "product": [
      "Beginner Songbook", "Blues Harmonica", "Clip-On Tuner", "Concert Ukulele", "Cow Bell", "Dreadnought Guitar",
      "Drum Sticks", "Guitar Strings", "Leather Strap", "Loop Pedal", "Music Stand", "Pick Pack", "Snare Drum",
      "Soprano Ukulele", "Student Recorder", "Theory Workbook", "Travel Guitar",
    ],
    "variant": [
      "Dreadnought Guitar - Natural", "Dreadnought Guitar - Sunburst", "Travel Guitar", "Concert Ukulele",
      "Soprano Ukulele", "Guitar Strings - Light", "Guitar Strings - Medium", "Guitar Strings - Heavy",
      "Clip-On Tuner", "Leather Strap", "Pick Pack", "Snare Drum", "Drum Sticks - 5A", "Drum Sticks - 7A",
      "Blues Harmonica - C", "Blues Harmonica - G", "Blues Harmonica - A", "Student Recorder", "Music Stand",
      "Beginner Songbook", "Theory Workbook", "Loop Pedal",
    ],
    "brand": ["Delta", "Hollowell", "Makai", "Oxbow", "Pitchfork", "Rimshot", "Staveline", "Torrent"],
    "category": [
      "Accessories", "Books", "Drums", "Electronics", "Furniture", "Handbells", "Guitars", "Ukuleles", "Wind",
    ].map {
      "[\"\($0)\"]"
    },
    "channel": ["instagram", "pos", "web", "whatsapp"], "payment_method": ["Affirm", "Card", "Cash", "PayPal"],
    "city": ["Chattanooga", "Franklin", "Knoxville", "Memphis", "Montreal", "Nashville"],
    "country": ["CA", "US"], "coupon": ["ENCORE", "FIRSTGIG", "STRUM10"],
    "staff": ["Dale Hooper", "Missy Lane", "Ron Akers"], "options": ["Color", "Gauge", "Key", "Size"],
    "status": ["fulfilled", "unfulfilled", "cancelled"],
    "payment_status": ["paid", "pending", "refunded", "partially_refunded", "voided"],
  ])
}
