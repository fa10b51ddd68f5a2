using System.Globalization;
using Probity.Learning;

namespace Probity.Similarity;

/// <summary>Reads the text form of an <see cref="EmbeddingHead"/>, from any source.</summary>
internal ref struct HeadReader
{
    private const string Known =
        "empty, linear(64), gated, skip(2), stacked(256,64,relu), widening(4,relu), softmax-groups(8,16), sequential(...), switch(key:... key:...), and dropout(0.1) before any of them";

    private const NumberStyles Decimal = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private DesignCursor _cursor;
    private int _heads;

    private HeadReader(string text) => _cursor = new DesignCursor("head", text);

    /// <exception cref="ArgumentException">The text is no head for rows of so many numbers.</exception>
    public static EmbeddingHead Read(string text, int inputs)
    {
        var reader = new HeadReader(text);
        EmbeddingHead head = reader.Head(inputs, depth: 0);
        reader._cursor.SkipBlanks();
        if (!reader._cursor.AtEnd) throw reader._cursor.Wrong("more than one head; several are sequential(... ...)");
        return head;
    }

    private EmbeddingHead Head(int inputs, int depth)
    {
        string name = Name(out int start);
        if (name != "dropout") return Bare(name, start, inputs, depth);
        List<string> arguments = Arguments(name);
        if (arguments.Count != 1 || !double.TryParse(arguments[0], Decimal, CultureInfo.InvariantCulture, out double rate)) throw Wrong(start, "no dropout(0.1)");
        name = Name(out start);
        return Bare(name, start, inputs, depth) with { Dropout = rate };
    }

    private EmbeddingHead Bare(string name, int start, int inputs, int depth)
    {
        if (++_heads > SequentialHead.MostHeads) throw new ArgumentException($"head: more than {SequentialHead.MostHeads:N0} heads");
        if (depth > SequentialHead.Deepest) throw Wrong(start, $"heads inside heads more than {SequentialHead.Deepest} deep");
        switch (name)
        {
            case "sequential":
                return new SequentialHead(Heads(inputs, depth + 1));
            case "switch":
                return new SwitchHead(Branches(inputs, depth + 1));
        }
        List<string> arguments = Arguments(name);
        return (name, arguments.Count) switch
        {
            ("empty", 0) => new EmptyHead(inputs),
            ("gated", 0) => new GatedHead(inputs),
            ("linear", 1) => new LinearHead(WholeNumber(arguments[0], start), inputs),
            ("skip", 0) => new SkipConnectionHead(inputs),
            ("skip", 1) => new SkipConnectionHead(inputs) { Count = WholeNumber(arguments[0], start) },
            ("stacked", > 0) => Stacked(arguments, start, inputs),
            ("widening", 0) => new WideningHead(inputs),
            ("widening", 1) => new WideningHead(inputs) { Factor = Number(arguments[0], start) },
            ("widening", 2) => new WideningHead(inputs) { Factor = Number(arguments[0], start), Activation = Activation(arguments[1], start) },
            ("softmax-groups", > 1) => SoftmaxGroups(arguments, start, inputs),
            _ => throw Wrong(start, $"no head that is known: {Known}"),
        };
    }

    private List<EmbeddingHead> Heads(int inputs, int depth)
    {
        _cursor.Open("sequential");
        var heads = new List<EmbeddingHead>();
        for (_cursor.SkipBlanks(); !_cursor.AtEnd && !_cursor.Sees(')'); _cursor.SkipBlanks())
        {
            heads.Add(Head(inputs, depth));
            inputs = heads[^1].OutputSize;
        }
        _cursor.Close();
        return heads;
    }

    private List<(string Key, EmbeddingHead Head)> Branches(int inputs, int depth)
    {
        _cursor.Open("switch");
        var branches = new List<(string, EmbeddingHead)>();
        for (_cursor.SkipBlanks(); !_cursor.AtEnd && !_cursor.Sees(')'); _cursor.SkipBlanks())
        {
            string key = _cursor.While(SwitchHead.IsOfKey).ToString();
            if (!_cursor.Sees(':')) throw _cursor.Wrong("no key:head");
            _cursor.At++;
            branches.Add((key, Head(inputs - 1, depth)));
        }
        _cursor.Close();
        return branches;
    }

    private readonly StackedHead Stacked(List<string> arguments, int start, int inputs)
    {
        LayerDesign activation = LayerDesign.Relu;
        if (!char.IsAsciiDigit(arguments[^1].FirstOrDefault()))
        {
            activation = Activation(arguments[^1], start);
            arguments.RemoveAt(arguments.Count - 1);
        }
        int[] sizes = new int[arguments.Count];
        for (int i = 0; i < sizes.Length; i++) sizes[i] = WholeNumber(arguments[i], start);
        return new StackedHead(sizes, inputs) { Activation = activation };
    }

    private readonly SoftmaxEmbeddingsHead SoftmaxGroups(List<string> arguments, int start, int inputs)
    {
        var head = new SoftmaxEmbeddingsHead(WholeNumber(arguments[0], start), WholeNumber(arguments[1], start), inputs);
        foreach (string argument in arguments.Skip(2))
        {
            (string name, string value) = argument.Split('=', 2) is [var left, var right] ? (left, right) : (argument, "");
            head = (name, value) switch
            {
                ("tau", _) => head with { Temperature = Number(value, start) },
                ("final", _) => head with { FinalTemperature = Number(value, start) },
                ("batchnorm", "on" or "off") => head with { BatchNormalization = value == "on" },
                ("data-start", "on" or "off") => head with { DataDrivenStart = value == "on" },
                ("straight-through", "") => head with { StraightThrough = true },
                _ => throw Wrong(start, "softmax-groups takes groups, values of a group, and of tau=0.5, final=0.1, batchnorm=off, straight-through, data-start=off what is wanted"),
            };
        }
        return head;
    }

    private string Name(out int start)
    {
        _cursor.SkipBlanks();
        start = _cursor.At;
        return _cursor.While(character => char.IsAsciiLetterLower(character) || character == '-').ToString();
    }

    /// <summary>What stands in parentheses behind a name, between commas; none where there are no parentheses.</summary>
    private List<string> Arguments(string name)
    {
        var arguments = new List<string>();
        if (!_cursor.Sees('(')) return arguments;
        _cursor.Open(name);
        while (true)
        {
            _cursor.SkipBlanks();
            arguments.Add(_cursor.While(character => character is not (',' or '(' or ')') && !char.IsWhiteSpace(character)).ToString());
            _cursor.SkipBlanks();
            if (!_cursor.Sees(',')) break;
            _cursor.At++;
        }
        _cursor.Close();
        return arguments;
    }

    private readonly LayerDesign Activation(string text, int start) =>
        Activations.All.FirstOrDefault(activation => activation.ToString() == text) ?? throw Wrong(start, $"no activation that is known: {string.Join(", ", Activations.All)}");

    private readonly int WholeNumber(string text, int start) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw Wrong(start, "no whole number where one belongs");

    private readonly double Number(string text, int start) =>
        double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out double number) ? number : throw Wrong(start, "no number where one belongs");

    private readonly ArgumentException Wrong(int start, string what)
    {
        DesignCursor there = _cursor;
        there.At = start;
        return there.Wrong(what);
    }
}
