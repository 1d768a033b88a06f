using Actors.Records;

namespace Actors.Leaders;

/// <summary>What <see cref="LeaderMachine"/> decided: of the stored state, and of the candidates that wait.</summary>
internal readonly record struct LeaderStep<TReply>(Decision<LeaderState, TReply> Decision, LeaderQueue Queue);
