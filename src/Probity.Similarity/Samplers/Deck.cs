using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// A pack of cards that is dealt to its end before it is shuffled anew, so that no card comes twice more often than another, and in which no card
/// comes twice in one hand.
/// </summary>
internal struct Deck(int[] cards, int start, int length)
{
    private int _next;
    private bool _keptBack;   // whether the cards of a hand that went over the end still lie behind the others

    public readonly int Length => length;

    /// <summary>Begins with all cards, as they lie.</summary>
    public void Begin(ref RandomStream random)
    {
        _next = 0;
        _keptBack = false;
        random.Shuffle(cards.AsSpan(start, length));
    }

    /// <summary>The next card.</summary>
    /// <param name="random">What it shuffles by.</param>
    /// <param name="hand">Cards dealt to this hand so far; one more afterwards. A hand that has all cards is followed by a new one.</param>
    public int Deal(ref RandomStream random, ref int hand)
    {
        if (hand == length) hand = 0;
        if (hand == 0 && _keptBack)
        {
            random.Shuffle(cards.AsSpan(start + _next, length - _next));
            _keptBack = false;
        }
        if (_next == length)
        {
            random.Shuffle(cards.AsSpan(start, length - hand));
            _next = 0;
            _keptBack = hand > 0;
        }
        hand++;
        return cards[start + _next++];
    }
}
