/// Two shops whose owners' questions were written before they were tried.
extension QuestionShops {
  /// What cyclists need.
  static let spoke = shop([
    "product": [
      "Commuter Helmet", "Kids Helmet", "Brass Bell", "U-Lock", "Cable Lock", "Inner Tube", "Gravel Tyre",
      "Floor Pump", "Mini Pump", "Chain Lube", "Front Light", "Rear Light", "Saddle Bag", "Water Bottle",
    ],
    "variant": [
      "Commuter Helmet - S", "Commuter Helmet - M", "Commuter Helmet - L", "Kids Helmet", "Brass Bell", "U-Lock",
      "Cable Lock", "Inner Tube - 700c", "Inner Tube - 26in", "Gravel Tyre", "Floor Pump", "Mini Pump", "Chain Lube",
      "Front Light", "Rear Light", "Saddle Bag", "Water Bottle - Blue", "Water Bottle - Clear",
    ],
    "brand": [
      "Airo", "Conta", "Ding Co", "Ironhold", "Lumo", "Packhorse", "Slick", "Velora",
    ],
    "category": [
      "Bags", "Bells", "Bottles", "Care", "Helmets", "Lights", "Locks", "Pumps", "Tubes", "Tyres",
    ].map { "[\"\($0)\"]" },
    "channel": ["instagram", "pos", "web"],
    "payment_method": ["Cash", "PayPal", "Shopify Payments"],
    "city": [
      "Bend", "Eugene", "Portland", "Salem", "Seattle", "Vancouver",
    ],
    "country": ["CA", "US"],
    "coupon": ["SPRING10", "RIDE15", "WELCOME5"],
    "staff": ["Rosa Lind", "Tom Okafor", "Mia Chen"],
    "status": ["fulfilled", "unfulfilled", "cancelled"],
    "payment_status": ["paid", "pending", "refunded", "partially_refunded", "voided"],
  ])

  /// Books and what readers give each other, in dollars all the same.
  static let page = shop([
    "product": [
      "The Quiet Harbor", "Night Trains", "Salt and Smoke", "Weeknight Bowls", "Little Fox Counts", "Dragon Garden",
      "Leather Journal", "Fountain Pen", "Book Tote", "Reading Lamp", "Harbor Puzzle", "Wall Calendar",
    ],
    "variant": [
      "The Quiet Harbor - Hardcover", "The Quiet Harbor - Paperback", "Night Trains", "Salt and Smoke",
      "Weeknight Bowls", "Little Fox Counts", "Dragon Garden", "Leather Journal - Brown", "Leather Journal - Black",
      "Fountain Pen", "Book Tote", "Reading Lamp", "Harbor Puzzle", "Wall Calendar",
    ],
    "brand": [
      "Alder House", "Foldwell", "Hearth Press", "Lumen & Co", "Pip Books",
    ],
    "category": [
      "Cookbooks", "Fiction", "Gifts", "Kids", "Puzzles", "Stationery",
    ].map { "[\"\($0)\"]" },
    "channel": ["facebook", "pos", "web"],
    "payment_method": ["Cash", "Klarna", "PayPal", "Stripe"],
    "city": [
      "Bath", "Bristol", "Cardiff", "Dublin", "Leeds", "York",
    ],
    "country": ["GB", "IE"],
    "coupon": ["READ10", "BOOKCLUB", "XMAS5"],
    "staff": ["Ellen Marsh", "Dev Patel"],
    "status": ["fulfilled", "unfulfilled", "cancelled"],
    "payment_status": ["paid", "pending", "refunded", "partially_refunded", "voided"],
  ])
}
