#if SOUK_CAIRO
  import CCairo

  /// Writes a drawn picture as a PNG, without the filters that cost more time than flat colours gain by them: of one
  /// byte a pixel where a palette holds all its colours, and of three where they are more.
  enum ChartPNG {
    private static let mostColours = 256
    /// A power of two, some times the colours.
    private static let places = 2_048
    private static let empty = UInt32.max
    /// `PNG_FORMAT_RGB_COLORMAP` and `PNG_FORMAT_RGB`, macros that Swift does not see.
    private static let paletteFormat = UInt32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_COLORMAP)
    private static let plainFormat = UInt32(PNG_FORMAT_FLAG_COLOR)
    /// More than what a file adds to its pixels.
    private static let overhead = 65_536

    /// - Parameter surface: of `CAIRO_FORMAT_RGB24`, finished.
    /// - Returns: nil where libpng fails.
    static func bytes(of surface: OpaquePointer?) -> [UInt8]? {
      cairo_surface_flush(surface)
      let (width, height) = (
        Int(cairo_image_surface_get_width(surface)), Int(cairo_image_surface_get_height(surface))
      )
      let stride = Int(cairo_image_surface_get_stride(surface))
      guard width > 0, height > 0, let pixels = cairo_image_surface_get_data(surface) else { return nil }
      if let (places, colours) = indexed(pixels, width, height, stride) {
        return written(places, colours, width, height)
      }
      return written(plain(pixels, width, height, stride), nil, width, height)
    }

    /// Red, green and blue of each pixel.
    private static func plain(
      _ pixels: UnsafeMutablePointer<UInt8>, _ width: Int, _ height: Int, _ stride: Int
    ) -> [UInt8] {
      [UInt8](unsafeUninitializedCapacity: width * height * 3) { out, count in
        count = width * height * 3
        var next = 0
        for row in 0..<height {
          let line = UnsafeRawPointer(pixels + row * stride).assumingMemoryBound(to: UInt32.self)
          for column in 0..<width {
            let colour = line[column]
            out[next] = UInt8(truncatingIfNeeded: colour >> 16)
            out[next + 1] = UInt8(truncatingIfNeeded: colour >> 8)
            out[next + 2] = UInt8(truncatingIfNeeded: colour)
            next += 3
          }
        }
      }
    }

    /// Each pixel's place in the list of colours; nil where there are too many.
    private static func indexed(
      _ pixels: UnsafeMutablePointer<UInt8>, _ width: Int, _ height: Int, _ stride: Int
    ) -> (places: [UInt8], colours: [UInt32])? {
      var colours: [UInt32] = []
      var keys = [UInt32](repeating: empty, count: Self.places)
      var values = [UInt8](repeating: 0, count: Self.places)
      var isTooMany = false
      let places = [UInt8](unsafeUninitializedCapacity: width * height) { out, count in
        var (last, place, next) = (empty, UInt8(0), 0)
        for row in 0..<height where !isTooMany {
          let line = UnsafeRawPointer(pixels + row * stride).assumingMemoryBound(to: UInt32.self)
          for column in 0..<width {
            let colour = line[column] & 0xff_ffff
            // Most pixels are of the same colour as their neighbour.
            if colour != last {
              var slot = Int(truncatingIfNeeded: (colour &* 2_654_435_761) >> 21) & (Self.places - 1)
              while keys[slot] != empty, keys[slot] != colour { slot = (slot + 1) & (Self.places - 1) }
              if keys[slot] == empty {
                guard colours.count < mostColours else {
                  isTooMany = true
                  break
                }
                (keys[slot], values[slot]) = (colour, UInt8(colours.count))
                colours.append(colour)
              }
              (last, place) = (colour, values[slot])
            }
            out[next] = place
            next += 1
          }
        }
        count = next
      }
      return isTooMany ? nil : (places, colours)
    }

    /// - Parameter colours: nil where the pixels are no places in a palette.
    private static func written(_ pixels: [UInt8], _ colours: [UInt32]?, _ width: Int, _ height: Int) -> [UInt8]? {
      var image = png_image()
      image.version = png_uint_32(PNG_IMAGE_VERSION)
      (image.width, image.height) = (png_uint_32(width), png_uint_32(height))
      (image.format, image.flags) = (colours == nil ? plainFormat : paletteFormat, png_uint_32(PNG_IMAGE_FLAG_FAST))
      image.colormap_entries = png_uint_32(colours?.count ?? 0)
      let palette = (colours ?? []).flatMap { [UInt8($0 >> 16 & 0xff), UInt8($0 >> 8 & 0xff), UInt8($0 & 0xff)] }
      defer { png_image_free(&image) }
      var isWritten = false
      let bytes = [UInt8](unsafeUninitializedCapacity: pixels.count + overhead) { out, count in
        var size = png_alloc_size_t(pixels.count + overhead)
        isWritten = png_image_write_to_memory(&image, out.baseAddress, &size, 0, pixels, 0, palette) != 0
        count = isWritten ? Int(size) : 0
      }
      return isWritten ? bytes : nil
    }
  }
#endif
