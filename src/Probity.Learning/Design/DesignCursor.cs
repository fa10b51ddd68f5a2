namespace Probity.Learning;

/// <summary>Walks over a design as text, such as <c>name(arguments)</c>, from any source, and says where it goes wrong.</summary>
internal ref struct DesignCursor
{
    private const int LongestText = 65_536, Shown = 24;

    private readonly ReadOnlySpan<char> _text;
    private readonly string _kind;

    /// <param name="kind">What the text is of, for messages.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">Too long.</exception>
    public DesignCursor(string kind, ReadOnlySpan<char> text)
    {
        if (text.Length > LongestText) throw new ArgumentException($"{kind}: a text of {text.Length:N0} characters; {LongestText:N0} is the most");
        _text = text;
        _kind = kind;
    }

    /// <summary>Where it stands; may be set back for a message.</summary>
    public int At { get; set; }

    public readonly bool AtEnd => At == _text.Length;

    public readonly bool Sees(char character) => !AtEnd && _text[At] == character;

    /// <summary>What follows as long as the characters are of a kind.</summary>
    public ReadOnlySpan<char> While(Func<char, bool> belongs)
    {
        int start = At;
        while (!AtEnd && belongs(_text[At])) At++;
        return _text[start..At];
    }

    /// <param name="name">What the parenthesis belongs to.</param>
    public void Open(ReadOnlySpan<char> name)
    {
        SkipBlanks();
        if (!Sees('(')) throw Wrong($"'(' is missing behind {name}");
        At++;
    }

    public void Close()
    {
        if (!Sees(')')) throw Wrong("')' is missing");
        At++;
    }

    public void SkipBlanks()
    {
        while (!AtEnd && char.IsWhiteSpace(_text[At])) At++;
    }

    /// <param name="what">Is wrong here.</param>
    public readonly ArgumentException Wrong(string what)
    {
        char[] rest = _text[At..Math.Min(_text.Length, At + Shown)].ToArray();
        for (int i = 0; i < rest.Length; i++)
        {
            if (char.IsControl(rest[i])) rest[i] = '?';
        }
        string shown = AtEnd ? "the end" : $"'{new string(rest)}{(_text.Length - At > Shown ? "…" : "")}'";
        return new ArgumentException($"{_kind}: {what}, at character {At + 1:N0}: {shown}");
    }
}
