import Commerce
import Foundation

#if SOUK_CAIRO
  import CCairo
#endif

/// What keeps a picture from being made.
package enum ChartError: Error, CustomStringConvertible {
  case notCompiledIn
  case failed(String)

  package var description: String {
    switch self {
    case .notCompiledIn:
      "pictures are not compiled in\nhint: install libcairo2-dev (scripts/setup does), then `swift build --manifest-cache none`"
    case .failed(let why): "the picture could not be made: \(why)"
    }
  }
}

/// Draws charts for phones: large letters, few lines, colours that colour-blind people tell apart (Okabe and Ito).
package enum ChartImage {
  /// Whether this build can draw.
  package static var isAvailable: Bool {
    #if SOUK_CAIRO
      true
    #else
      false
    #endif
  }

  /// PNG bytes, 1080 pixels wide.
  /// - Throws: ``ChartError``.
  package static func png(_ drawing: ChartDrawing) throws -> [UInt8] {
    #if SOUK_CAIRO
      let height = ChartCanvas.height(of: drawing)
      let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(ChartCanvas.width), Int32(height))
      defer { cairo_surface_destroy(surface) }
      try draw(drawing, on: surface, height)
      if let bytes = ChartPNG.bytes(of: surface) { return bytes }
      var out: [UInt8] = []
      let status = withUnsafeMutablePointer(to: &out) { cairo_surface_write_to_png_stream(surface, append, $0) }
      guard status == CAIRO_STATUS_SUCCESS else { throw failure(status) }
      return out
    #else
      throw ChartError.notCompiledIn
    #endif
  }

  /// An SVG document of the same picture.
  /// - Throws: ``ChartError``.
  package static func svg(_ drawing: ChartDrawing) throws -> [UInt8] {
    #if SOUK_CAIRO
      let height = ChartCanvas.height(of: drawing)
      var out: [UInt8] = []
      try withUnsafeMutablePointer(to: &out) { target in
        let surface = cairo_svg_surface_create_for_stream(append, target, ChartCanvas.width, height)
        defer { cairo_surface_destroy(surface) }
        try draw(drawing, on: surface, height)
        cairo_surface_finish(surface)
      }
      return out
    #else
      throw ChartError.notCompiledIn
    #endif
  }

  #if SOUK_CAIRO
    private static let append: cairo_write_func_t = { target, data, length in
      guard let target, let data else { return CAIRO_STATUS_WRITE_ERROR }
      target.assumingMemoryBound(to: [UInt8].self).pointee
        .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
      return CAIRO_STATUS_SUCCESS
    }

    private static func draw(_ drawing: ChartDrawing, on surface: OpaquePointer?, _ height: Double) throws {
      let context = cairo_create(surface)
      defer { cairo_destroy(context) }
      ChartCanvas(context: context, height: height).draw(drawing)
      let status = cairo_status(context)
      guard status == CAIRO_STATUS_SUCCESS else { throw failure(status) }
    }

    private static func failure(_ status: cairo_status_t) -> ChartError {
      .failed(cairo_status_to_string(status).map { String(cString: $0) } ?? "unknown")
    }
  #endif
}
