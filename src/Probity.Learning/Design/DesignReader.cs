using System.Globalization;

namespace Probity.Learning;

/// <summary>Reads the text form of a <see cref="NetworkDesign"/>, from any source.</summary>
internal ref struct DesignReader
{
    private const int MostLayers = 1_000;

    private DesignCursor _cursor;
    private int _layers;

    private DesignReader(string text) => _cursor = new DesignCursor("network", text);

    /// <exception cref="ArgumentException">The text is no design.</exception>
    public static IReadOnlyList<LayerDesign> Read(string text)
    {
        var reader = new DesignReader(text);
        List<LayerDesign> layers = reader.Layers(depth: 0);
        if (!reader._cursor.AtEnd) throw reader._cursor.Wrong("a ')' that closes nothing");
        return layers;
    }

    private List<LayerDesign> Layers(int depth)
    {
        var layers = new List<LayerDesign>();
        for (_cursor.SkipBlanks(); !_cursor.AtEnd && !_cursor.Sees(')'); _cursor.SkipBlanks())
        {
            if (++_layers > MostLayers) throw new ArgumentException($"network: more than {MostLayers:N0} layers");
            layers.Add(Layer(depth));
        }
        return layers;
    }

    private LayerDesign Layer(int depth)
    {
        int start = _cursor.At;
        ReadOnlySpan<char> name = _cursor.While(char.IsAsciiLetterLower);
        switch (name)
        {
            case "linear":
                return LayerDesign.Linear(WholeNumber());
            case "dropout":
                return LayerDesign.Dropout(Number());
            case "residual":
                _cursor.Open(name);
                if (depth == ResidualDesign.Deepest) throw _cursor.Wrong($"blocks inside blocks more than {ResidualDesign.Deepest} deep");
                List<LayerDesign> inner = Layers(depth + 1);
                _cursor.Close();
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
                _cursor.At = start;
                throw _cursor.Wrong("no layer that is known: linear(256), relu, gelu, tanh, batchnorm, layernorm, dropout(0.2), residual(...)");
        }
    }

    private int WholeNumber()
    {
        ReadOnlySpan<char> argument = Argument("linear", out int start);
        if (int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return number;
        _cursor.At = start;
        throw _cursor.Wrong("no whole number that a layer could have as outputs");
    }

    private double Number()
    {
        ReadOnlySpan<char> argument = Argument("dropout", out int start);
        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (double.TryParse(argument, style, CultureInfo.InvariantCulture, out double number)) return number;
        _cursor.At = start;
        throw _cursor.Wrong("no number");
    }

    private ReadOnlySpan<char> Argument(ReadOnlySpan<char> name, out int start)
    {
        _cursor.Open(name);
        _cursor.SkipBlanks();
        start = _cursor.At;
        ReadOnlySpan<char> argument = _cursor.While(character => character is not (')' or '(' or ' '));
        _cursor.SkipBlanks();
        _cursor.Close();
        return argument;
    }
}
