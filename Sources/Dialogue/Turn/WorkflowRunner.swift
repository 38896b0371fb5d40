import Commerce
import Foundation

/// A workflow with its state type hidden behind JSON, so that different ones fit in one registry.
package struct AnyWorkflow: Sendable {
  package let name: String
  package let intents: [Intent]
  package let texts: [TextKey]
  let takesTheFloor: Bool
  let mayWaitTwice: Bool
  let begin: @Sendable (Act, Context) throws -> Step<WorkflowFrame>
  let resume: @Sendable (Act, WorkflowFrame, Context) throws -> Step<WorkflowFrame>?
  let expectation: @Sendable (WorkflowFrame, Context) -> Expectation
  let question: @Sendable (WorkflowFrame, Context) -> [Reply]

  package init<Wrapped: Workflow>(_ workflow: Wrapped) {
    name = workflow.name
    intents = workflow.intents
    texts = workflow.texts
    takesTheFloor = workflow.takesTheFloor
    mayWaitTwice = workflow.mayWaitTwice
    begin = { act, context in try Self.framed(workflow.begin(act, in: context), workflow) }
    resume = { act, frame, context in
      guard let state = Self.state(of: workflow, in: frame),
        let step = workflow.resume(act, from: state, in: context)
      else { return nil }
      return try Self.framed(step, workflow)
    }
    expectation = { frame, context in
      Self.state(of: workflow, in: frame).map { workflow.expectation(of: $0, in: context) } ?? .nothing
    }
    question = { frame, context in
      Self.state(of: workflow, in: frame).map { workflow.question(of: $0, in: context) } ?? []
    }
  }

  /// nil for a state of another version or one that cannot be read: the workflow is then restarted by the next act.
  private static func state<Wrapped: Workflow>(of workflow: Wrapped, in frame: WorkflowFrame) -> Wrapped.State? {
    guard frame.version == workflow.stateVersion else { return nil }
    do {
      return try JSONDecoder().decode(Wrapped.State.self, from: Data(frame.state.utf8))
    } catch {
      return nil
    }
  }

  private static func framed<Wrapped: Workflow>(
    _ step: Step<Wrapped.State>, _ workflow: Wrapped
  ) throws -> Step<WorkflowFrame> {
    let next: Step<WorkflowFrame>.Next =
      switch step.next {
      case .finished: .finished
      case .handOn(let act): .handOn(act)
      case .waiting(let state):
        .waiting(
          WorkflowFrame(
            name: workflow.name, version: workflow.stateVersion,
            state: String(decoding: try JSONEncoder().encode(state), as: UTF8.self)))
      }
    var stored = Step<WorkflowFrame>(step.replies, effects: step.effects, memory: step.memory, next: next)
    stored.later = step.later
    return stored
  }
}

/// The workflows of a program, found by intent and by name.
package struct WorkflowRegistry: Sendable {
  package let workflows: [AnyWorkflow]
  private let byIntent: [Intent: AnyWorkflow]
  private let byName: [String: AnyWorkflow]
  /// Takes what no other does.
  package let fallback: AnyWorkflow

  /// The first workflow of an intent has it.
  package init(_ workflows: [AnyWorkflow], fallback: AnyWorkflow) {
    self.workflows = workflows + [fallback]
    self.fallback = fallback
    byName = Dictionary(self.workflows.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    byIntent = Dictionary(
      self.workflows.flatMap { workflow in workflow.intents.map { ($0, workflow) } },
      uniquingKeysWith: { first, _ in first })
  }

  package func workflow(for intent: Intent) -> AnyWorkflow { byIntent[intent] ?? fallback }

  /// Whether a workflow of its own has it, not the fallback.
  func takes(_ intent: Intent) -> Bool { byIntent[intent] != nil }

  package func workflow(named name: String) -> AnyWorkflow? { byName[name] }

  package var texts: Set<TextKey> { Set(workflows.flatMap(\.texts)) }
}
