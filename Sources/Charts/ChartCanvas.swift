#if SOUK_CAIRO
  import CCairo
  import Commerce
  import Foundation

  /// Draws onto a cairo context of 1080 units' width.
  struct ChartCanvas {
    static let width = 1_080.0

    let context: OpaquePointer?
    let height: Double

    private static let margin = 48.0
    private static let titleSize = 44.0
    private static let textSize = 30.0
    private static let barHeight = 62.0
    private static let headHeight = 170.0

    /// Okabe and Ito's colours.
    private static let colours: [(Double, Double, Double)] = [
      (0, 0.447, 0.698), (0.902, 0.624, 0), (0, 0.620, 0.451), (0.835, 0.369, 0), (0.800, 0.475, 0.655),
      (0.337, 0.706, 0.914), (0.6, 0.6, 0.6),
    ]

    static func height(of drawing: ChartDrawing) -> Double {
      switch drawing.form {
      case .bars:
        let each = barHeight * Double(max(1, drawing.series.count)) * (drawing.series.count > 1 ? 0.72 : 1)
        return headHeight + Double(drawing.labels.count) * (each + 14) + 60 + Double(legendRows(drawing)) * legendRow
      case .stackedBars:
        return headHeight + Double(drawing.labels.count) * (barHeight + 14) + 60 + Double(legendRows(drawing))
          * legendRow
      case .heatMap: return 760
      case .columns, .line, .stacked: return 760 + Double(max(1, legendRows(drawing))) * legendRow
      }
    }

    private static let legendRow = 44.0

    /// Reckoned by the number of letters, since the height is needed before anything can be measured; on the safe side.
    private static func legendRows(_ drawing: ChartDrawing) -> Int {
      guard drawing.series.count > 1, drawing.form != .heatMap else { return 0 }
      var (rows, x) = (1, margin)
      for series in drawing.series {
        let wide = min(Double(series.name.count) * 18 + 70, width - 2 * margin)
        if x + wide > width - margin, x > margin { (rows, x) = (rows + 1, margin) }
        x += wide
      }
      return rows
    }

    func draw(_ drawing: ChartDrawing) {
      cairo_set_source_rgb(context, 1, 1, 1)
      cairo_paint(context)
      cairo_select_font_face(context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL)
      ink(0.1)
      fitted(drawing.title, Self.margin, 78, Self.width - 2 * Self.margin, Self.titleSize)
      ink(0.4)
      fitted(drawing.subtitle, Self.margin, 124, Self.width - 2 * Self.margin, Self.textSize)
      switch drawing.form {
      case .bars: bars(drawing)
      case .stackedBars: stackedBars(drawing)
      case .columns, .stacked: columns(drawing)
      case .line: line(drawing)
      case .heatMap: heatMap(drawing)
      }
    }

    // MARK: Forms

    private func bars(_ drawing: ChartDrawing) {
      // Two periods have long names, and room for them.
      let labelWidth =
        min(drawing.labels.count < 3 ? 520 : 380, drawing.labels.map { size($0, Self.textSize) }.max() ?? 0) + 18
      let count = Double(drawing.series.count)
      let each = count > 1 ? Self.barHeight * 0.72 : Self.barHeight
      let all = drawing.series.flatMap(\.values)
      let (most, least) = (max(0, all.max() ?? 0), min(0, all.min() ?? 0))
      let valueWidth = (all.map { size(drawing.short($0), Self.textSize) }.max() ?? 0) + 20
      let room = Self.width - 2 * Self.margin - labelWidth - valueWidth
      let scale = most - least > 0 ? room / (most - least) : 0
      let zero = Self.margin + labelWidth - least * scale
      var y = Self.headHeight
      for (index, label) in drawing.labels.enumerated() {
        ink(0.15)
        clipped(label, Self.margin, y + each * count / 2 + 10, labelWidth - 18)
        for (number, series) in drawing.series.enumerated() {
          let value = series.values[index]
          colour(number)
          let length = value * scale
          rectangle(min(zero, zero + length), y + Double(number) * each + 4, max(2, abs(length)), each - 8)
          ink(0.15)
          text(
            drawing.short(value), max(zero, zero + length) + 10, y + Double(number) * each + each / 2 + 10,
            Self.textSize)
        }
        y += each * count + 14
      }
      if drawing.series.count > 1 { legend(drawing, y + 30) }
    }

    private func stackedBars(_ drawing: ChartDrawing) {
      let labelWidth = min(380, drawing.labels.map { size($0, Self.textSize) }.max() ?? 0) + 18
      let sums = drawing.labels.indices.map { index in drawing.series.reduce(0) { $0 + max(0, $1.values[index]) } }
      let valueWidth = (sums.map { size(drawing.short($0), Self.textSize) }.max() ?? 0) + 20
      let most = sums.max() ?? 0
      let scale = most > 0 ? (Self.width - 2 * Self.margin - labelWidth - valueWidth) / most : 0
      var y = Self.headHeight
      for (index, label) in drawing.labels.enumerated() {
        ink(0.15)
        clipped(label, Self.margin, y + Self.barHeight / 2 + 10, labelWidth - 18)
        var x = Self.margin + labelWidth
        for (number, series) in drawing.series.enumerated() where series.values[index] > 0 {
          colour(number)
          rectangle(x, y + 4, max(1, series.values[index] * scale - 1), Self.barHeight - 8)
          x += series.values[index] * scale
        }
        ink(0.15)
        text(drawing.short(sums[index]), x + 10, y + Self.barHeight / 2 + 10, Self.textSize)
        y += Self.barHeight + 14
      }
      legend(drawing, y + 30)
    }

    private func columns(_ drawing: ChartDrawing) {
      let isStacked = drawing.form == .stacked
      let hasLegend = drawing.series.count > 1
      let sums = drawing.labels.indices.map { index in
        isStacked
          ? drawing.series.reduce(0) { $0 + max(0, $1.values[index]) }
          : drawing.series.map { $0.values[index] }.max() ?? 0
      }
      let plot = axes(
        drawing, most: sums.max() ?? 0, least: drawing.series.flatMap(\.values).min() ?? 0, hasLegend: hasLegend)
      let step = plot.width / Double(max(1, drawing.labels.count))
      for index in drawing.labels.indices {
        var base = 0.0
        let wide = step * 0.72
        for (number, series) in drawing.series.enumerated() {
          let value = series.values[index]
          colour(number)
          let x = plot.x + step * Double(index) + step * 0.14
          if isStacked {
            rectangle(x, plot.y(base + max(0, value)), wide, plot.y(base) - plot.y(base + max(0, value)))
            base += max(0, value)
          } else {
            let part = wide / Double(drawing.series.count)
            let (top, bottom) = (plot.y(max(0, value)), plot.y(min(0, value)))
            if value != 0 { rectangle(x + part * Double(number), top, part, max(1, bottom - top)) }
          }
        }
      }
      ticks(drawing.labels, plot, step)
      if hasLegend { legend(drawing, height + 10 - Double(Self.legendRows(drawing)) * Self.legendRow) }
    }

    private func line(_ drawing: ChartDrawing) {
      let all = drawing.series.flatMap(\.values)
      let plot = axes(drawing, most: all.max() ?? 0, least: all.min() ?? 0, hasLegend: drawing.series.count > 1)
      let step = plot.width / Double(max(1, drawing.labels.count))
      cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
      for (number, series) in drawing.series.enumerated() {
        colour(number)
        cairo_set_line_width(context, 5)
        for (index, value) in series.values.enumerated() {
          let (x, y) = (plot.x + step * (Double(index) + 0.5), plot.y(value))
          if index == 0 { cairo_move_to(context, x, y) } else { cairo_line_to(context, x, y) }
        }
        cairo_stroke(context)
      }
      ticks(drawing.labels, plot, step)
      if drawing.series.count > 1 { legend(drawing, height + 10 - Double(Self.legendRows(drawing)) * Self.legendRow) }
    }

    private func heatMap(_ drawing: ChartDrawing) {
      let labelWidth = (drawing.series.map { size($0.name, 26) }.max() ?? 0) + 16
      let most = drawing.series.flatMap(\.values).max() ?? 0
      let (left, top) = (Self.margin + labelWidth, Self.headHeight)
      let step = (Self.width - Self.margin - left) / Double(max(1, drawing.labels.count))
      let row = (height - top - 90) / Double(max(1, drawing.series.count))
      for (index, series) in drawing.series.enumerated() {
        ink(0.15)
        text(series.name, Self.margin, top + row * (Double(index) + 0.5) + 9, 26)
        for (column, value) in series.values.enumerated() {
          let part = most > 0 ? value / most : 0
          // From nearly white to dark blue: lightness alone tells the order.
          cairo_set_source_rgb(context, 0.95 - 0.92 * part, 0.96 - 0.66 * part, 0.98 - 0.42 * part)
          rectangle(left + step * Double(column) + 1, top + row * Double(index) + 1, step - 2, row - 2)
        }
      }
      ink(0.35)
      ticks(
        drawing.labels,
        Plot(x: left, width: step * Double(drawing.labels.count), top: top, bottom: height - 86, least: 0, most: 1),
        step)
      text("darkest: " + drawing.short(most), Self.margin, height - 16, 26)
    }

    // MARK: Parts

    private struct Plot {
      let x, width, top, bottom, least, most: Double

      func y(_ value: Double) -> Double {
        most > least ? bottom - (value - least) / (most - least) * (bottom - top) : bottom
      }
    }

    private func axes(_ drawing: ChartDrawing, most: Double, least: Double, hasLegend: Bool) -> Plot {
      let low = min(0, least)
      let step = Self.niceStep((max(most, 0) - low) / 4, isWhole: drawing.unit == .count && most > 4)
      // Rounded shares may come to 100.1 %.
      let high = drawing.unit == .percent && most > 100 && most < 101 ? 100 : max(most, 0)
      let (first, last) = ((low / step).rounded(.down), max(1, (high / step).rounded(.up)))
      let marks = stride(from: first, through: last, by: 1).map { $0 * step }
      let labelWidth = (marks.map { size(drawing.short($0), 26) }.max() ?? 0) + 16
      let plot = Plot(
        x: Self.margin + labelWidth, width: Self.width - 2 * Self.margin - labelWidth, top: Self.headHeight,
        bottom: height - (hasLegend ? 90 + Double(Self.legendRows(drawing)) * Self.legendRow : 80), least: first * step,
        most: last * step)
      for mark in marks {
        ink(mark == 0 ? 0.5 : 0.87)
        cairo_set_line_width(context, 2)
        cairo_move_to(context, plot.x, plot.y(mark))
        cairo_line_to(context, plot.x + plot.width, plot.y(mark))
        cairo_stroke(context)
        ink(0.35)
        let label = drawing.short(mark)
        text(label, plot.x - 14 - size(label, 26), plot.y(mark) + 9, 26)
      }
      return plot
    }

    /// 1, 2, 2½ or 5 times a power of ten.
    private static func niceStep(_ rough: Double, isWhole: Bool) -> Double {
      guard rough > 0 else { return 1 }
      let power = pow(10, log10(rough).rounded(.down))
      let step = [1.0, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= rough } ?? rough
      return isWhole ? max(1, step.rounded(.up)) : step
    }

    /// As many labels as fit without touching.
    private func ticks(_ labels: [String], _ plot: Plot, _ step: Double) {
      let short = labels.map(Self.shortened)
      let widest = (short.map { size($0, 26) }.max() ?? 0) + 18
      let every = max(1, Int((widest / max(1, step)).rounded(.up)))
      ink(0.35)
      for index in stride(from: 0, to: short.count, by: every) {
        let centre = plot.x + step * (Double(index) + 0.5)
        let half = size(short[index], 26) / 2
        text(short[index], min(max(Self.margin / 2, centre - half), Self.width - 2 * half - 8), plot.bottom + 38, 26)
      }
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `2026-10-28` is `28 Oct`, `2026-10` is `Oct 26`.
    private static func shortened(_ label: String) -> String {
      let parts = label.split(separator: "-").map { Int($0) }
      if parts.count == 3, let month = parts[1], let day = parts[2], (1...12).contains(month) {
        return "\(day) \(months[month - 1])"
      }
      if parts.count == 2, let year = parts[0], let month = parts[1], (1...12).contains(month) {
        return "\(months[month - 1]) \(year % 100)"
      }
      if label.hasSuffix("day") { return String(label.prefix(3)) }
      return label.count > 14 ? label.prefix(13) + "…" : label
    }

    /// - Parameter top: where its first row of names stands; more rows follow below.
    private func legend(_ drawing: ChartDrawing, _ top: Double) {
      var (x, y) = (Self.margin, top)
      for (number, series) in drawing.series.enumerated() {
        let name = series.name.replacing("_", with: " ")
        let wide = min(size(name, 26) + 60, Self.width - 2 * Self.margin)
        if x + wide > Self.width - Self.margin, x > Self.margin { (x, y) = (Self.margin, y + Self.legendRow) }
        colour(number)
        rectangle(x, y - 22, 26, 26)
        ink(0.25)
        clipped(name, x + 36, y, wide - 40, 26)
        x += wide + 10
      }
    }

    private func colour(_ number: Int) {
      let colour = Self.colours[number % Self.colours.count]
      cairo_set_source_rgb(context, colour.0, colour.1, colour.2)
    }

    private func ink(_ grey: Double) { cairo_set_source_rgb(context, grey, grey, grey) }

    private func rectangle(_ x: Double, _ y: Double, _ wide: Double, _ high: Double) {
      cairo_rectangle(context, x, y, wide, high)
      cairo_fill(context)
    }

    private func text(_ text: String, _ x: Double, _ y: Double, _ letters: Double) {
      cairo_set_font_size(context, letters)
      cairo_move_to(context, x, y)
      cairo_show_text(context, text)
    }

    private func size(_ text: String, _ letters: Double) -> Double {
      cairo_set_font_size(context, letters)
      var extents = cairo_text_extents_t()
      cairo_text_extents(context, text, &extents)
      return extents.x_advance
    }

    /// Smaller letters where the line is too long, down to what a phone still shows.
    private func fitted(_ text: String, _ x: Double, _ y: Double, _ room: Double, _ letters: Double) {
      var letters = letters
      while letters > 24, size(text, letters) > room { letters -= 2 }
      clipped(text, x, y, room, letters)
    }

    private func clipped(_ text: String, _ x: Double, _ y: Double, _ room: Double, _ letters: Double = textSize) {
      var shown = text
      while shown.count > 4, size(shown, letters) > room {
        shown = shown.dropLast(2).trimmingCharacters(in: .whitespaces) + "…"
      }
      self.text(shown, x, y, letters)
    }
  }
#endif
