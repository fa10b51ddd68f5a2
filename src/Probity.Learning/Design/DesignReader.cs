using System.Globalization;

namespace Probity.Learning;

/// <summary>Reads the text form of a <see cref="NetworkDesign"/>, from any source.</summary>
internal ref struct DesignReader
{
    private const int LongestText = 65_536, MostLayers = 1_000;

    private readonly ReadOnlySpan<char> _text;
    private int _at, _layers;

    private DesignReader(ReadOnlySpan<char> text) => _text = text;

    /// <exception cref="ArgumentException">The text is no design.</exception>
    public static IReadOnlyList<LayerDesign> Read(string text)
    {
        if (text.Length > LongestText) throw new ArgumentException($"network: a text of {text.Length:N0} characters; {LongestText:N0} is the most");
        var reader = new DesignReader(text);
        List<LayerDesign> layers = reader.Layers(depth: 0);
        if (reader._at < text.Length) throw reader.Wrong("a ')' that closes nothing");
        return layers;
    }

    private List<LayerDesign> Layers(int depth)
    {
        var layers = new List<LayerDesign>();
        for (SkipBlanks(); _at < _text.Length && _text[_at] != ')'; SkipBlanks())
        {
            if (++_layers > MostLayers) throw new ArgumentException($"network: more than {MostLayers:N0} layers");
            layers.Add(Layer(depth));
        }
        return layers;
    }

    private LayerDesign Layer(int depth)
    {
        int start = _at;
        while (_at < _text.Length && char.IsAsciiLetterLower(_text[_at])) _at++;
        ReadOnlySpan<char> name = _text[start.._at];
        switch (name)
        {
            case "linear":
                return LayerDesign.Linear(WholeNumber());
            case "dropout":
                return LayerDesign.Dropout(Number());
            case "residual":
                Open(name);
                if (depth == ResidualDesign.Deepest) throw Wrong($"blocks inside blocks more than {ResidualDesign.Deepest} deep");
                List<LayerDesign> inner = Layers(depth + 1);
                Close();
                return LayerDesign.Residual([.. inner]);
            case "relu":
                return LayerDesign.Relu;
            case "gelu":
                return LayerDesign.Gelu;
            case "tanh":
                return LayerDesign.Tanh;
            case "batchnorm":
                return LayerDesign.BatchNormalization;
            case "layernorm":
                return LayerDesign.LayerNormalization;
            default:
                _at = start;
                throw Wrong("no layer that is known: linear(256), relu, gelu, tanh, batchnorm, layernorm, dropout(0.2), residual(...)");
        }
    }

    private int WholeNumber()
    {
        ReadOnlySpan<char> argument = Argument("linear", out int start);
        if (int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return number;
        _at = start;
        throw Wrong("no whole number that a layer could have as outputs");
    }

    private double Number()
    {
        ReadOnlySpan<char> argument = Argument("dropout", out int start);
        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (double.TryParse(argument, style, CultureInfo.InvariantCulture, out double number)) return number;
        _at = start;
        throw Wrong("no number");
    }

    private ReadOnlySpan<char> Argument(ReadOnlySpan<char> name, out int start)
    {
        Open(name);
        SkipBlanks();
        start = _at;
        while (_at < _text.Length && _text[_at] is not (')' or '(' or ' ')) _at++;
        ReadOnlySpan<char> argument = _text[start.._at];
        SkipBlanks();
        Close();
        return argument;
    }

    private void Open(ReadOnlySpan<char> name)
    {
        SkipBlanks();
        if (_at == _text.Length || _text[_at] != '(') throw Wrong($"'(' is missing behind {name}");
        _at++;
    }

    private void Close()
    {
        if (_at == _text.Length || _text[_at] != ')') throw Wrong("')' is missing");
        _at++;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
    }

    private readonly ArgumentException Wrong(string what)
    {
        ReadOnlySpan<char> rest = _text[_at..];
        string shown = rest.IsEmpty ? "the end" : $"'{(rest.Length > 24 ? $"{rest[..24]}…" : rest)}'";
        return new ArgumentException($"network: {what}, at character {_at + 1:N0}: {shown}");
    }
}
