namespace Actors.Tests.Records;

/// <summary>The state of the cell tests: a sum, and text that can be made too large.</summary>
internal sealed record Tally(long Sum, string Text = "");
