import Dialogue

/// Every workflow there is: a new one is a file and a line.
package enum Workflows {
  package static let registry = WorkflowRegistry(
    [
      AnyWorkflow(SmallTalk()),
      AnyWorkflow(FindProducts()),
      AnyWorkflow(ShowProduct()),
      AnyWorkflow(AnswerQuestions()),
      AnyWorkflow(CompareProducts()),
      AnyWorkflow(BuildCart()),
      AnyWorkflow(EditCart()),
      AnyWorkflow(ChangeBundle()),
      AnyWorkflow(ViewCart()),
      AnyWorkflow(Checkout()),
      AnyWorkflow(TrackOrders()),
      AnyWorkflow(CancelOrder()),
      AnyWorkflow(Reorder()),
      AnyWorkflow(ChangeOrders()),
      AnyWorkflow(OrderNotices()),
      AnyWorkflow(StaffOrders()),
      AnyWorkflow(CounterSales()),
      AnyWorkflow(StaffExchanges()),
      AnyWorkflow(LinkStaff()),
      AnyWorkflow(ShopFigures()),
      AnyWorkflow(UseCoupon()),
      AnyWorkflow(PayOrder()),
      AnyWorkflow(AgeGate()),
      AnyWorkflow(OwnData()),
      AnyWorkflow(WatchStock()),
      AnyWorkflow(ShopFacts()),
      AnyWorkflow(AskDiscount()),
      AnyWorkflow(TalkToPerson()),
      AnyWorkflow(Consent()),
      AnyWorkflow(Repair()),
      AnyWorkflow(SwitchLanguage()),
    ], fallback: AnyWorkflow(Fallback()))
}
