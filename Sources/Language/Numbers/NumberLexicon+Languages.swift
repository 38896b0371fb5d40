extension NumberLexicon {
  static let english = NumberLexicon(
    words: merged([
      numbered(
        """
        zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen \
        seventeen eighteen nineteen
        """, from: 0, as: Word.unit),
      numbered("twenty thirty forty|fourty fifty sixty seventy eighty ninety", from: 20, by: 10, as: Word.ten),
      numbered(
        """
        first second third fourth fifth sixth seventh eighth ninth|nineth tenth eleventh twelfth|twelveth thirteenth \
        fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
        """, from: 1, as: Word.ordinal),
      numbered(
        "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth", from: 20, by: 10,
        as: Word.ordinalTen),
      [
        "hundred": .timesHundred, "thousand": .scale(1000), "million": .scale(1_000_000),
        "billion": .scale(1_000_000_000), "hundredth": .ordinalScale(100), "thousandth": .ordinalScale(1000),
        "dozen": .group(12), "dozens": .group(12), "couple": .group(2), "pair": .pair, "pairs": .pair,
        "half": .half, "quarter": .quarter, "last": .last, "minus": .minus, "negative": .minus, "point": .point,
        "single": .unit(1),
      ],
    ]), joiner: "and", joining: .afterHundreds, articles: ["a", "an", "the"],
    determiners: ["the", "this", "that", "which", "another", "other", "any", "each", "every", "no", "either"], of: "of",
    decimalPoint: ".")

  static let spanish = NumberLexicon(
    words: merged([
      numbered(
        """
        cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete \
        dieciocho diecinueve
        """, from: 0, as: Word.unit),
      numbered(
        """
        veintiuno|veintiun|veintiuna veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho \
        veintinueve
        """, from: 21, as: Word.unit),
      numbered(
        "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa", from: 20, by: 10, as: Word.ten),
      numbered(
        """
        cien|ciento doscientos|doscientas trescientos|trescientas cuatrocientos|cuatrocientas quinientos|quinientas \
        seiscientos|seiscientas setecientos|setecientas ochocientos|ochocientas novecientos|novecientas
        """, from: 100, by: 100, as: Word.hundreds),
      numbered(
        """
        primero|primer|primera segundo|segunda tercero|tercer|tercera cuarto|cuarta quinto|quinta sexto|sexta \
        septimo|septima octavo|octava noveno|novena decimo|decima
        """, from: 1, as: Word.ordinal),
      [
        "un": .article(1), "una": .article(1), "mil": .scale(1000), "millon": .scale(1_000_000),
        "millones": .scale(1_000_000), "docena": .group(12), "docenas": .group(12), "par": .pair, "pares": .pair,
        "medio": .half, "media": .half, "ultimo": .last, "ultima": .last, "menos": .minus, "punto": .point,
        "coma": .point,
      ],
    ]), joiner: "y", joining: .afterTens, articles: ["un", "una", "el", "la"], of: "de", decimalPoint: ",",
    ordinalSuffixes: ["o", "a", "er"])

  static let portuguese = NumberLexicon(
    words: merged(
      [
        numbered(
          """
          zero um dois|duas tres quatro cinco seis sete oito nove dez onze doze treze quatorze|catorze quinze \
          dezesseis|dezasseis dezessete|dezassete dezoito dezenove|dezanove
          """, from: 0, as: Word.unit),
        numbered("vinte trinta quarenta cinquenta sessenta setenta oitenta noventa", from: 20, by: 10, as: Word.ten),
        numbered(
          """
          cem|cento duzentos|duzentas trezentos|trezentas quatrocentos|quatrocentas quinhentos|quinhentas \
          seiscentos|seiscentas setecentos|setecentas oitocentos|oitocentas novecentos|novecentas
          """, from: 100, by: 100, as: Word.hundreds),
        numbered(
          """
          primeiro|primeira segundo|segunda terceiro|terceira quarto|quarta quinto|quinta sexto|sexta setimo|setima \
          oitavo|oitava nono|nona decimo|decima
          """, from: 1, as: Word.ordinal),
        [
          "um": .article(1), "uma": .article(1), "mil": .scale(1000), "milhao": .scale(1_000_000),
          "milhoes": .scale(1_000_000), "duzia": .group(12), "duzias": .group(12), "par": .pair, "pares": .pair,
          "meio": .half, "meia": .half, "ultimo": .last, "ultima": .last, "menos": .minus, "ponto": .point,
          "virgula": .point,
        ],
      ].reversed()), joiner: "e", joining: .everywhere, articles: ["um", "uma", "o", "a"], of: "de", decimalPoint: ",",
    ordinalSuffixes: ["o", "a"])

  static let indonesian = NumberLexicon(
    words: merged([
      numbered("nol satu dua tiga empat lima enam tujuh delapan sembilan", from: 0, as: Word.unit),
      numbered(
        "kesatu kedua ketiga keempat kelima keenam ketujuh kedelapan kesembilan kesepuluh", from: 1, as: Word.ordinal),
      [
        "kosong": .unit(0), "sepuluh": .unit(10), "sebelas": .unit(11), "puluh": .timesTen, "belas": .plusTen,
        "ratus": .timesHundred, "seratus": .hundreds(100), "ribu": .scale(1000), "seribu": .oneScale(1000),
        "juta": .scale(1_000_000), "sejuta": .oneScale(1_000_000), "lusin": .group(12), "selusin": .unit(12),
        "pasang": .pair, "sepasang": .pair, "setengah": .half, "pertama": .ordinal(1), "terakhir": .last,
        "minus": .minus, "koma": .point,
      ],
    ]), joiner: "", joining: .nowhere, articles: [], of: "", decimalPoint: ",", ordinalPrefix: "ke")
}
