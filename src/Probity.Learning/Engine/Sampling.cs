namespace Probity.Learning.Engine;

/// <summary>Asks for draws of a trained network's random layers, as Monte-Carlo dropout does. Equal values give equal draws.</summary>
/// <param name="Seed">Any value.</param>
/// <param name="Pass">Which draw, 0 to 2³² − 1.</param>
/// <param name="FirstRow">Number of the first row given, where rows come in pieces: a row draws by its number.</param>
internal readonly record struct Sampling(ulong Seed, uint Pass, long FirstRow = 0);
