import Dialogue
import HTTPTypes
import Hummingbird
import Logging

/// Turns every error of a route, and a path or method that is not there, into `{"error": {"code", "message"}}`.
struct ErrorAnswers: RouterMiddleware {
  typealias Context = WebContext

  /// The methods of a path, as `Allow` lists them: the router itself knows only "not found".
  let methods: @Sendable (String) -> String?

  func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as any HTTPResponseError {
      return answer(error, to: request)
    } catch {
      context.logger.error("request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
      return Response(.error(500, code: "internal", message: "Something went wrong here. Please try again later."))
    }
  }

  private func answer(_ error: any HTTPResponseError, to request: Request) -> Response {
    if error.status == .notFound, let allowed = methods(request.uri.path) {
      var response = Response(.error(405, code: "method_not_allowed", message: "This path takes \(allowed)."))
      response.headers[.allow] = allowed
      return response
    }
    let (code, message) = Self.words(for: error.status)
    var response = Response(.error(error.status.code, code: code, message: message))
    if let limited = error as? HTTPError { response.headers.append(contentsOf: limited.headers) }
    return response
  }

  private static func words(for status: HTTPResponse.Status) -> (code: String, message: String) {
    switch status {
    case .badRequest: ("bad_request", "The request cannot be read.")
    case .unauthorized: ("unauthorized", "The request does not say who it is from.")
    case .forbidden: ("forbidden", "The request is not allowed.")
    case .notFound: ("not_found", "There is nothing at this path.")
    case .contentTooLarge: ("body_too_large", "The body is larger than this path takes.")
    case .serviceUnavailable: ("busy", "Too much is going on at once. Please try again.")
    default: ("http_\(status.code)", "The request was refused.")
    }
  }
}
